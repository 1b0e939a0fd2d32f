// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Json;
using EcsExporter.Exposition;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.Cluster;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Cluster;

/// <summary>A simulated region and the exporter that reads it, with the same clock.</summary>
internal sealed class RegionRig : IAsyncDisposable
{
    private readonly ClusterExporter _exporter;

    private RegionRig(SimulatedRegion region, AutoAdvancingTime time, ILogger logger, string[] args)
    {
        (Region, Time) = (region, time);
        _exporter = Exporter(region, time, logger, ["--cluster.timeout=1h", .. args]);
    }

    public SimulatedRegion Region { get; }

    public AutoAdvancingTime Time { get; }

    public ClusterState State => _exporter.Published.State;

    public TargetList Targets => _exporter.Published.Targets;

    /// <summary>The pusher, when the arguments enable it.</summary>
    public Pusher Pusher => _exporter.Pusher!;

    /// <summary>Starts a region with the content that the action adds, and an exporter that has not read it yet.</summary>
    public static Task<RegionRig> StartAsync(Action<RegionModel> build, params string[] args) =>
        StartAsync(new SimulatedRegionOptions { Scenario = new RegionScenario("test", build) }, NullLogger.Instance, args);

    public static async Task<RegionRig> StartAsync(SimulatedRegionOptions options, ILogger logger, params string[] args)
    {
        var time = new AutoAdvancingTime();
        var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = options.Scenario, Throttle = options.Throttle, TimeProvider = time },
            TestContext.Current.CancellationToken);
        return new RegionRig(region, time, logger, args);
    }

    /// <summary>Creates another exporter of the same region, as after a restart.</summary>
    public RegionRig Restart() => new(Region, Time, NullLogger.Instance, []);

    public static ClusterExporter Exporter(SimulatedRegion region, TimeProvider time, ILogger logger, string[] args)
    {
        var options = CommandLineParser.Parse(["cluster", .. args], static _ => null, Collector.All).Options;
        return new ClusterExporter(
            new ApiEndpoints(region.Name, region.Address, region.Address),
            options,
            new MetadataEndpoint(null, "the tests have none"),
            name => name switch
            {
                "AWS_ACCESS_KEY_ID" => region.Credentials.AccessKeyId,
                "AWS_SECRET_ACCESS_KEY" => region.Credentials.SecretAccessKey,
                "AWS_SESSION_TOKEN" => region.Credentials.SessionToken,
                _ => null,
            },
            time,
            logger);
    }

    /// <summary>Advances the clock and reads the region.</summary>
    public async Task RefreshAsync(TimeSpan after = default)
    {
        Time.Advance(after);
        await _exporter.RefreshAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The lines of a scrape with samples that begin with this text.</summary>
    public async Task<string[]> ScrapeAsync(string beginning)
    {
        var output = new ArrayBufferWriter<byte>();
        (await _exporter.ReadAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken)).Write(ExpositionFormat.Text, output);
        return [.. Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal))];
    }

    /// <summary>The whole exposition.</summary>
    public async Task<string> ScrapeAsync() => string.Join('\n', await ScrapeAsync(""));

    /// <summary>The labels of the targets in <c>/sd</c> by address.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Discover()
    {
        var output = new ArrayBufferWriter<byte>();
        DiscoveryDocument.Write(Targets, Region.Name, output);
        using var document = JsonDocument.Parse(output.WrittenMemory);
        return document.RootElement.EnumerateArray().ToDictionary(
            static group => Assert.Single(group.GetProperty("targets").EnumerateArray()).GetString()!,
            static group => (IReadOnlyDictionary<string, string>)group.GetProperty("labels").EnumerateObject()
                .ToDictionary(static label => label.Name, static label => label.Value.GetString()!));
    }

    public async ValueTask DisposeAsync()
    {
        _exporter.Dispose();
        await Region.DisposeAsync();
    }
}
