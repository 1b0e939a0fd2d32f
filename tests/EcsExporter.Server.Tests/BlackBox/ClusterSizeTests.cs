// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class ClusterSizeTests
{
    private const double MaxResidentBytes = 64 * 1024 * 1024;

    /// <summary>The region applies AWS's documented request limits; the first read of a thousand task definitions takes longest.</summary>
    [RequiresFact(nameof(Requirements.NativeBinary))]
    public async Task Cluster_TenThousandTasks_IsReadInTwoMinutesWithin64Mebibytes()
    {
        await using var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1000, 10, 500) }, TestContext.Current.CancellationToken);
        var key = region.Credentials;
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart(
            "cluster", $"--cluster.region={region.Name}", $"--cluster.ecs-endpoint={region.Address}", $"--cluster.ec2-endpoint={region.Address}")
        {
            Environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = key.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = key.SecretAccessKey,
                ["AWS_SESSION_TOKEN"] = key.SessionToken ?? "",
            },
        });
        var scrape = await Poll.ForAsync(
            "the region is read",
            async () => await exporter.ScrapeAsync() is var read && read.SeriesOf("ecs_discovery_targets").Any() && read["ecs_discovery_targets"] > 0
                && read.SeriesOf("ecs_api_refresh_duration_seconds").Any() ? read : null,
            TimeSpan.FromMinutes(4));
        Assert.InRange(scrape["ecs_api_refresh_duration_seconds"], 1, 120);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/sd");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var targets = await exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(targets.IsSuccessStatusCode);
        scrape = await exporter.ScrapeAsync();
        Assert.InRange(scrape["process_resident_memory_bytes"], 1, MaxResidentBytes);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{scrape["process_resident_memory_bytes"]} bytes, refresh {scrape["ecs_api_refresh_duration_seconds"]} s");
    }
}
