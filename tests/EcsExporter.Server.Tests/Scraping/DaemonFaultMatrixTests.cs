// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Fuzz;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.Tests.BlackBox;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Scraping;

/// <summary>Every misbehaviour of the fault matrix in the documents of a host, in each and in both.</summary>
public sealed class DaemonFaultMatrixTests
{
    public static TheoryData<string, string, string> FailureCases => new(
        from failure in FaultMatrixTests.Failures
        from place in FaultPlace.OfHost

        // An empty list is a document of a host, and an object is none.
        let fault = failure.Fault.Name == "JSON []" ? "JSON {}" : failure.Fault.Name
        select (fault, failure.Reason, place.Name));

    public static TheoryData<string, string> OddityCases => new(
        from fault in FaultMatrixTests.Oddities
        from place in FaultPlace.OfHost
        select (fault.Name, place.Name));

    [Theory]
    [MemberData(nameof(FailureCases))]
    public async Task Scrape_DocumentFails_SaysSoForEveryTaskAndRecovers(string fault, string reason, string place)
    {
        var site = FaultPlace.OfHost.Single(candidate => candidate.Name == place);
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint);
        var before = await ScrapeAsync(exporter);
        site.Inject(endpoint, FaultMatrixTests.Failures.Select(failure => failure.Fault).Append(Fault.Json("{}")).First(known => known.Name == fault));

        var failed = await ScrapeAsync(exporter);

        Assert.Equal(Instances(before), Instances(failed));
        Assert.All(failed.Where(sample => sample.Family == "ecs_up"), sample => Assert.Equal(0, sample.Value));
        Assert.Equal(
            site.Labels,
            failed.Where(sample => sample.Family == "ecs_endpoint_errors_total" && sample["reason"] == reason && sample.Value == 1)
                .Select(sample => sample["endpoint"]));
        Assert.Equal(site.Labels.Count, failed.Where(sample => sample.Family == "ecs_endpoint_errors_total").Sum(sample => sample.Value));
        Assert.Equal(!place.Contains("tasks,", StringComparison.Ordinal) && place != "tasks", failed.Any(sample => sample.Family == "ecs_container_info"));
        Assert.DoesNotContain(failed, sample => sample.Family == "ecs_container_cpu_usage_seconds_total");
        endpoint.Faults.Clear();
        Assert.Equal(Names(before), Names(await ScrapeAsync(exporter)));
    }

    [Theory]
    [MemberData(nameof(OddityCases))]
    public async Task Scrape_DocumentComesOddly_IsRead(string fault, string place)
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint);
        var before = await ScrapeAsync(exporter);
        FaultPlace.OfHost.Single(candidate => candidate.Name == place).Inject(endpoint, FaultMatrixTests.Oddities.Single(oddity => oddity.Name == fault));

        var scrape = await ScrapeAsync(exporter);

        Assert.Equal(Instances(before), Instances(scrape));
        Assert.All(scrape.Where(sample => sample.Family == "ecs_up"), sample => Assert.Equal(1, sample.Value));
        Assert.Equal(0, scrape.Where(sample => sample.Family == "ecs_endpoint_errors_total").Sum(sample => sample.Value));
    }

    private static List<string?> Instances(IReadOnlyList<ParsedSample> samples) =>
        [.. samples.Where(sample => sample.Family == "ecs_up").Select(sample => sample["instance"])];

    private static List<string> Names(IReadOnlyList<ParsedSample> samples) =>
        [.. samples.Select(sample => $"{sample.Family} {string.Join(',', sample.Labels)}")];

    private static async Task<IReadOnlyList<ParsedSample>> ScrapeAsync(Exporter exporter)
    {
        ArrayBufferWriter<byte> output = new();
        var scrape = await exporter.ReadAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken);
        exporter.Write(scrape, ExpositionFormat.Text, output);
        return ExpositionText.Parse(Encoding.UTF8.GetString(output.WrittenSpan));
    }

    /// <summary>A host whose tasks neither change nor come and go meanwhile.</summary>
    private static async Task<SimulatedEndpoint> StartAsync()
    {
        var endpoint = await TestEndpoint.StartAsync("managed-instances-daemon");
        var now = TimeProvider.System.GetUtcNow();
        endpoint.Documents = document => endpoint.SimulatedTask.Document(document, now);
        return endpoint;
    }

    private static Exporter Create(SimulatedEndpoint endpoint)
    {
        string[] args = ["--ecs.daemon=on", "--ecs.cache-ttl=0", "--ecs.timeout=1500ms"];
        var options = CommandLineParser.Parse(args, static _ => null, Collector.All).Options;
        return new Exporter(new MetadataEndpoint(endpoint.MetadataUri, "test"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
    }
}
