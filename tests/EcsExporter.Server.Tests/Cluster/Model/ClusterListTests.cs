// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Logging;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Cluster.Model;

public sealed class ClusterListTests
{
    [Fact]
    public async Task Refresh_NoClusterOfTheGivenNames_IsAFailureAndNoEmptyList()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod"), "--cluster.name=prd");
        await rig.RefreshAsync();

        Assert.False(rig.State.IsComplete);
        Assert.Equal("none of the clusters exists in the region", Assert.Single(rig.State.Failures()).Message);
    }

    [Fact]
    public async Task Refresh_SomeClustersOfTheGivenNamesMissing_ReadsTheOthersAndNamesThem()
    {
        using var log = new LogCapture();
        await using var rig = await RegionRig.StartAsync(
            new SimulatedRegionOptions { Scenario = new RegionScenario("test", static region => _ = region.AddCluster("prod")) },
            log.Logger(),
            "--cluster.name=prod,stage,arn:aws:ecs:eu-central-1:123456789012:cluster/gone");
        await rig.RefreshAsync();
        await rig.RefreshAsync();

        Assert.True(rig.State.IsComplete);
        Assert.Empty(rig.State.Failures());
        Assert.Equal(["prod"], rig.State.Clusters.Select(static cluster => cluster.Name));
        Assert.Equal(
            [
                "ecs_cluster_missing{cluster=\"arn:aws:ecs:eu-central-1:123456789012:cluster/gone\"} 1",
                "ecs_cluster_missing{cluster=\"prod\"} 0",
                "ecs_cluster_missing{cluster=\"stage\"} 1",
            ],
            await rig.ScrapeAsync("ecs_cluster_missing{"));
        Assert.Equal(
            "stage,arn:aws:ecs:eu-central-1:123456789012:cluster/gone",
            Assert.Single(Messages(log), static line => line.Message == "Clusters in --cluster.name do not exist in the region")["clusters"]);

        rig.Region.Change(static region =>
        {
            _ = region.AddCluster("stage");
            _ = region.AddCluster("gone");
        });
        await rig.RefreshAsync();
        Assert.Single(Messages(log), static line => line.Message == "All clusters in --cluster.name exist in the region");
        Assert.DoesNotContain(await rig.ScrapeAsync("ecs_cluster_missing{"), static line => line.EndsWith(" 1", StringComparison.Ordinal));
    }

    private static IEnumerable<LogLine> Messages(LogCapture log) => log.Lines.Select(static line => new LogLine(line));
}
