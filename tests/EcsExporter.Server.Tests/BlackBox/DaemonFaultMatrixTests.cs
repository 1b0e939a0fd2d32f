// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Fuzz;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests every fault of the fault matrix in the documents of a host, in each document and in both.</summary>
[Trait("Category", "BlackBox")]
public sealed class DaemonFaultMatrixTests
{
    public static TheoryData<string, string, string> FailureCases => new(
        from failure in FaultMatrixTests.Failures
        from place in FaultyDocuments.OfHost

        // For a host, an empty list is a valid document and an object is not.
        let fault = failure.Fault.Name == "JSON []" ? "JSON {}" : failure.Fault.Name
        select (fault, failure.Reason, place.Name));

    public static TheoryData<string, string> OddityCases => new(
        from fault in FaultMatrixTests.Oddities
        from place in FaultyDocuments.OfHost
        select (fault.Name, place.Name));

    [Theory]
    [MemberData(nameof(FailureCases))]
    public async Task Scrape_DocumentFails_SaysSoForEveryTaskAndRecovers(string fault, string reason, string place)
    {
        var site = FaultyDocuments.OfHost.Single(candidate => candidate.Name == place);
        await using var endpoint = await StartAsync();
        await using var exporter = await StartAsync(endpoint);
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
        await using var exporter = await StartAsync(endpoint);
        var before = await ScrapeAsync(exporter);
        FaultyDocuments.OfHost.Single(candidate => candidate.Name == place).Inject(endpoint, FaultMatrixTests.Oddities.Single(oddity => oddity.Name == fault));

        var scrape = await ScrapeAsync(exporter);

        Assert.Equal(Instances(before), Instances(scrape));
        Assert.All(scrape.Where(sample => sample.Family == "ecs_up"), sample => Assert.Equal(1, sample.Value));
        Assert.Equal(0, scrape.Where(sample => sample.Family == "ecs_endpoint_errors_total").Sum(sample => sample.Value));
    }

    private static List<string?> Instances(IReadOnlyList<ParsedSample> samples) =>
        [.. samples.Where(sample => sample.Family == "ecs_up").Select(sample => sample["instance"])];

    private static List<string> Names(IReadOnlyList<ParsedSample> samples) =>
        [.. samples.Select(sample => $"{sample.Family} {string.Join(',', sample.Labels)}")];

    private static async Task<IReadOnlyList<ParsedSample>> ScrapeAsync(ExporterProcess exporter) => ExpositionText.Parse((await exporter.ScrapeAsync()).Text);

    /// <summary>Starts the endpoint of a host whose tasks stay the same during the test.</summary>
    private static async Task<SimulatedEndpoint> StartAsync()
    {
        var endpoint = await TestEndpoint.StartAsync("managed-instances-daemon");
        var now = TimeProvider.System.GetUtcNow();
        endpoint.Documents = document => endpoint.SimulatedTask.Document(document, now);
        return endpoint;
    }

    private static Task<ExporterProcess> StartAsync(SimulatedEndpoint endpoint) =>
        endpoint.StartExporterAsync("--ecs.daemon=on", "--ecs.timeout=1500ms");
}
