// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Server.Tests.Cluster.Model;

public sealed class StoppedTasksTests
{
    private static readonly RegionTaskDefinition Web = new("web", 7);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Count_ServiceWithoutStops_HasAZeroForEachReason()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        await rig.RefreshAsync();

        var lines = await rig.ScrapeAsync("ecs_tasks_stopped_total{");
        Assert.Equal(2 * StopReasons.All.Length, lines.Length); // of the service, and of tasks without one
        Assert.All(lines, static line => Assert.EndsWith(" 0", line, StringComparison.Ordinal));
        Assert.All(
            StopReasons.All.ToArray(),
            reason => Assert.Contains($"ecs_tasks_stopped_total{{cluster=\"prod\",reason=\"{reason.Label()}\",service=\"web\"}} 0", lines));
    }

    [Fact]
    public async Task Count_TaskThatStops_CountsOnceHoweverOftenItIsListed()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        await rig.RefreshAsync();
        rig.Region.Change(static region => Stop(region, StopCauses.OutOfMemory));
        for (var i = 0; i < 5; i++)
        {
            await rig.RefreshAsync(Minute);
        }

        Assert.Equal(["ecs_tasks_stopped_total{cluster=\"prod\",reason=\"out_of_memory\",service=\"web\"} 1"], await NonZeroAsync(rig));

        // Described once as well: it is listed five times.
        var arn = Assert.Single(rig.State.Clusters[0].Stopped.Items);
        Assert.Equal(("web", StopReason.OutOfMemory), (arn.Service, arn.Reason));
        var described = rig.Region.Requests.Count(static request => request.Action == "DescribeTasks");
        await rig.RefreshAsync(Minute);
        Assert.Equal(described + 1, rig.Region.Requests.Count(static request => request.Action == "DescribeTasks"));
    }

    [Fact]
    public async Task Count_ServiceThatIsNew_HasZerosBeforeItsFirstStop()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod"));
        await rig.RefreshAsync(Minute);
        rig.Region.Change(static region =>
        {
            _ = region.Cluster("prod").AddService(new ServiceDeclaration("web", Web));
            Stop(region, StopCauses.EssentialExit);
        });
        await rig.RefreshAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("ecs_tasks_stopped_total{cluster=\"prod\",reason=\"essential_exit\",service=\"web\"} 0", await rig.ScrapeAsync("ecs_tasks_stopped"));

        await rig.RefreshAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await NonZeroAsync(rig));

        await rig.RefreshAsync(StoppedTaskCounter.ZeroTime);
        Assert.Equal(["ecs_tasks_stopped_total{cluster=\"prod\",reason=\"essential_exit\",service=\"web\"} 1"], await NonZeroAsync(rig));
    }

    [Fact]
    public async Task Count_AfterARestart_InventsNone()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        await rig.RefreshAsync();
        rig.Region.Change(static region => Stop(region, StopCauses.OutOfMemory));
        await rig.RefreshAsync(2 * Minute);
        Assert.Single(await NonZeroAsync(rig));

        var restarted = rig.Restart();
        await restarted.RefreshAsync();
        await restarted.RefreshAsync(2 * Minute);
        Assert.Empty(await NonZeroAsync(restarted));
        Assert.Single(restarted.State.Clusters[0].Stopped.Items); // the page shows it all the same

        rig.Region.Change(static region => Stop(region, StopCauses.OutOfMemory));
        await restarted.RefreshAsync(2 * Minute);
        Assert.Equal(["ecs_tasks_stopped_total{cluster=\"prod\",reason=\"out_of_memory\",service=\"web\"} 1"], await NonZeroAsync(restarted));
    }

    [Fact]
    public async Task Count_ScaleInAndDeployment_AreToldApart()
    {
        await using var rig = await RegionRig.StartAsync(
            static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web) { DesiredCount = 3 }));
        await rig.RefreshAsync();
        rig.Region.Change(static region => region.Cluster("prod").Service("web").Scale(2));
        await rig.RefreshAsync(2 * Minute);
        Assert.Equal(["ecs_tasks_stopped_total{cluster=\"prod\",reason=\"scaling\",service=\"web\"} 1"], await NonZeroAsync(rig));

        rig.Region.Change(static region => region.Cluster("prod").Service("web").Deploy());
        await rig.RefreshAsync(2 * Minute);
        Assert.Equal(
            [
                "ecs_tasks_stopped_total{cluster=\"prod\",reason=\"deployment\",service=\"web\"} 2",
                "ecs_tasks_stopped_total{cluster=\"prod\",reason=\"scaling\",service=\"web\"} 1",
            ],
            await NonZeroAsync(rig));
    }

    [Fact]
    public async Task Count_TasksOfNoServiceAndOfServicesNotSelected_HaveNoServiceAndAreLeftOut()
    {
        await using var rig = await RegionRig.StartAsync(
            static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)), "--cluster.service-exclude=web");
        await rig.RefreshAsync();
        rig.Region.Change(static region =>
        {
            Stop(region, StopCauses.OutOfMemory);
            _ = region.Cluster("prod").RunTask(Web, new TaskFate(StopCauses.EssentialExit, TimeSpan.FromSeconds(20)));
        });
        await rig.RefreshAsync(2 * Minute);

        Assert.Equal(["ecs_tasks_stopped_total{cluster=\"prod\",reason=\"essential_exit\",service=\"\"} 1"], await NonZeroAsync(rig));
        Assert.DoesNotContain(await rig.ScrapeAsync("ecs_tasks_stopped"), static line => line.Contains("web", StringComparison.Ordinal));
    }

    private static void Stop(RegionModel region, StopCause cause)
    {
        var cluster = region.Cluster("prod");
        cluster.StopTask(cluster.Tasks.First(task => task.Cause is null), cause);
    }

    private static async Task<string[]> NonZeroAsync(RegionRig rig) =>
        [.. (await rig.ScrapeAsync("ecs_tasks_stopped_total{")).Where(static line => !line.EndsWith(" 0", StringComparison.Ordinal))];
}
