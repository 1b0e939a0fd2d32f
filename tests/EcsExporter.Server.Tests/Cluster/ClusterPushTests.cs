// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Push;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Cluster;

public sealed class ClusterPushTests
{
    [Fact]
    public async Task Push_ThousandServices_AreDeliveredAsAWhole()
    {
        await using var receiver = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        await using var rig = await RegionRig.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1000, 1, 500) },
            NullLogger.Instance,
            $"--push.url={receiver.Url}", "--push.timeout=1h");
        await rig.RefreshAsync();
        _ = await rig.Pusher.PushOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, rig.Pusher.Counters.Delivered);
        var samples = (await rig.ScrapeAsync()).Split('\n').Count(static line => line.StartsWith("ecs_", StringComparison.Ordinal));
        Assert.InRange(samples, 30_000, 60_000);
        Assert.InRange(rig.Pusher.Counters.Samples, samples, samples + 100);
    }
}
