// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

public sealed class RolloutTests : IAsyncDisposable
{
    private static readonly PlannedStop CannotPull = new(StopCauses.CannotPullImage, TimeSpan.FromSeconds(20));

    private readonly FakeTime _time = new();
    private SimulatedRegion? _region;
    private RegionClient? _client;

    [Fact]
    public async Task Deployment_WhoseTasksRun_ReplacesTheOldTasksAndCompletes()
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 3 });
        _region!.Change(static model => model.Clusters[0].Services[0].Deploy());

        Assert.Equal("PRIMARY IN_PROGRESS web:2 3/0/3, ACTIVE COMPLETED web:1 3/3/0", await DeploymentsAsync());
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("PRIMARY COMPLETED web:2 3/3/0", await DeploymentsAsync());
        var messages = (await ServiceAsync()).Items("events").Select(static entry => entry.GetProperty("message").GetString()).Take(2).ToList();
        Assert.Equal("(service web) has reached a steady state.", messages[0]);
        Assert.StartsWith("(service web) (deployment ecs-svc/", messages[1], StringComparison.Ordinal);

        // Text and stop code are the same as for a smaller desired count; only the deployment, which no longer exists, differs.
        var task = (await StoppedAsync())[0];
        var deployment = (await ServiceAsync()).Items("deployments")[0].GetProperty("id").GetString();
        Assert.NotEqual(deployment, task.GetProperty("startedBy").GetString());
        Assert.Equal($"Scaling activity initiated by (deployment {task.GetProperty("startedBy").GetString()})", task.GetProperty("stoppedReason").GetString());
    }

    [Fact]
    public async Task Deployment_WhoseTasksCannotStart_HangsWithMoreAndMoreFailedTasks()
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 2 });
        _region!.Change(static model => model.Clusters[0].Services[0].Deploy(null, CannotPull));

        List<int> failed = [];
        for (var minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal("PRIMARY IN_PROGRESS web:2 2/0/2, ACTIVE COMPLETED web:1 2/2/0", await DeploymentsAsync());
            failed.Add((await ServiceAsync()).Items("deployments")[0].GetProperty("failedTasks").GetInt32());
        }

        Assert.Equal([6, 12, 18], failed);
    }

    [Theory]
    [InlineData(CircuitBreaker.Fail, "PRIMARY FAILED web:2 2/0/0, ACTIVE COMPLETED web:1 2/2/0")]
    [InlineData(CircuitBreaker.RollBack, "PRIMARY COMPLETED web:1 2/2/0")]
    public async Task Deployment_ThatTheCircuitBreakerGivesUp_FailsOrRollsBack(CircuitBreaker circuitBreaker, string expected)
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 2, CircuitBreaker = circuitBreaker });
        _region!.Change(static model => model.Clusters[0].Services[0].Deploy(null, CannotPull));

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(expected, await DeploymentsAsync());
        var service = await ServiceAsync();
        Assert.Contains("deployment failed: tasks failed to start.", service.GetProperty("events").GetRawText(), StringComparison.Ordinal);
        if (circuitBreaker == CircuitBreaker.Fail)
        {
            var deployment = service.Items("deployments")[0];
            Assert.Equal("ECS deployment circuit breaker: tasks failed to start.", deployment.GetProperty("rolloutStateReason").GetString());
            Assert.Equal(4, deployment.GetProperty("failedTasks").GetInt32());
        }
    }

    [Theory]
    [InlineData(5, 5, 0)]
    [InlineData(1, 1, 2)]
    [InlineData(0, 0, 3)]
    public async Task Scale_ToACount_StartsOrStopsTheDifference(int desired, int running, int stopped)
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 3 });
        _region!.Change(model => model.Clusters[0].Services[0].Scale(desired));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal($"PRIMARY COMPLETED web:1 {desired}/{running}/0", await DeploymentsAsync());
        var tasks = await StoppedAsync();
        Assert.Equal(stopped, tasks.Count);
        Assert.All(tasks, static task => Assert.Equal(
            $"Scaling activity initiated by (deployment {task.GetProperty("startedBy").GetString()})", task.GetProperty("stoppedReason").GetString()));
    }

    [Fact]
    public async Task Daemon_OnInstances_RunsOneTaskOnEachThatHasAnAgent()
    {
        await StartAsync(
            new ServiceDeclaration("agent", new RegionTaskDefinition("agent", 1) { NetworkMode = NetworkMode.Host })
            {
                LaunchType = LaunchType.Ec2,
                Strategy = SchedulingStrategy.Daemon,
            },
            instances: 3);

        Assert.Equal("PRIMARY COMPLETED agent:1 3/3/0", await DeploymentsAsync());
        _region!.Change(static model => model.Clusters[0].AddInstances(2));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("PRIMARY COMPLETED agent:1 5/5/0", await DeploymentsAsync());
        Assert.Equal("DAEMON", (await ServiceAsync()).GetProperty("schedulingStrategy").GetString());
        Assert.Equal(5, _region.Read(static model => model.Clusters[0].Tasks.Select(static task => task.Instance).Distinct().Count()));
    }

    [Fact]
    public async Task Service_WithoutRoom_SaysSoUntilThereIs()
    {
        await StartAsync(
            new ServiceDeclaration("big", new RegionTaskDefinition("big", 1) { MemoryMebibytes = 10_000 }) { DesiredCount = 2, LaunchType = LaunchType.Ec2 },
            instances: 1);

        Assert.Equal("PRIMARY IN_PROGRESS big:1 2/1/0", await DeploymentsAsync());
        Assert.Equal(
            "(service big) was unable to place a task because no container instance met all of its requirements.",
            (await ServiceAsync()).Items("events")[0].GetProperty("message").GetString());
        var instance = await InstanceAsync();
        Assert.Equal((15_731, 5_731), (Resource(instance, "registeredResources", "MEMORY"), Resource(instance, "remainingResources", "MEMORY")));
        Assert.Equal((4096, 3840), (Resource(instance, "registeredResources", "CPU"), Resource(instance, "remainingResources", "CPU")));

        _region!.Change(static model => model.Clusters[0].AddInstances(1));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("PRIMARY COMPLETED big:1 2/2/0", await DeploymentsAsync());
    }

    [Fact]
    public async Task Instance_WhoseAgentIsDisconnected_SaysSoAndGetsNoTask()
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 0, LaunchType = LaunchType.Ec2 }, instances: 1);
        _region!.Change(static model =>
        {
            model.Clusters[0].Instances[0].AgentConnected = false;
            model.Clusters[0].Services[0].Scale(1);
        });

        Assert.False((await InstanceAsync()).GetProperty("agentConnected").GetBoolean());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("PRIMARY COMPLETED web:1 1/0/0", await DeploymentsAsync());
    }

    [Fact]
    public async Task Daemon_OnAnInstanceWhoseAgentReturns_RunsThere()
    {
        await StartAsync(
            new ServiceDeclaration("agent", new RegionTaskDefinition("agent", 1)) { LaunchType = LaunchType.Ec2, Strategy = SchedulingStrategy.Daemon },
            instances: 2);
        _region!.Change(static model => model.Clusters[0].Terminate(model.Clusters[0].Instances[0]));
        _region.Change(static model => model.Clusters[0].AddInstances(1));
        _region.Change(static model => model.Clusters[0].Instances[1].AgentConnected = false);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await ServiceAsync()).GetProperty("desiredCount").GetInt32());

        _region.Change(static model => model.Clusters[0].Instances[1].AgentConnected = true);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("PRIMARY COMPLETED agent:1 2/2/0", await DeploymentsAsync());
    }

    [Fact]
    public async Task Service_ThatTakesRoom_LeavesItToAnother()
    {
        await StartAsync(
            new ServiceDeclaration("big", new RegionTaskDefinition("big", 1) { MemoryMebibytes = 10_000 }) { LaunchType = LaunchType.Ec2 }, instances: 1);
        _region!.Change(static model => model.Clusters[0].AddService(
            new ServiceDeclaration("next", new RegionTaskDefinition("next", 1) { MemoryMebibytes = 10_000 }) { LaunchType = LaunchType.Ec2 }));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _region.Read(static model => model.Clusters[0].Service("next").RunningCount));

        _region.Change(static model => model.Clusters[0].Service("big").Scale(0));
        _time.Advance(RegionService.PlacementRetry + RegionService.PlacementRetry);

        Assert.Equal(1, _region.Read(static model => model.Clusters[0].Service("next").RunningCount));
    }

    [Fact]
    public async Task Service_Deleted_DrainsAndIsNoLongerListed()
    {
        await StartAsync(new ServiceDeclaration("web", new RegionTaskDefinition("web", 1)) { DesiredCount = 2 });
        _region!.Change(static model => model.Clusters[0].Services[0].Delete());

        Assert.Equal("DRAINING", (await ServiceAsync()).GetProperty("status").GetString());
        Assert.Single(await ListAsync());
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("INACTIVE", (await ServiceAsync()).GetProperty("status").GetString());
        Assert.Empty(await ListAsync());

        Task<IReadOnlyList<string>> ListAsync() => _client!.ListAsync("ListServices", "serviceArns", new() { ["cluster"] = "demo" });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_region is not null)
        {
            await _region.DisposeAsync();
        }
    }

    private async Task StartAsync(ServiceDeclaration declaration, int instances = 0)
    {
        RegionScenario scenario = new("one service", region =>
        {
            var cluster = region.AddCluster("demo");
            cluster.AddInstances(instances);
            _ = cluster.AddService(declaration);
        });
        _region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = scenario, TimeProvider = _time, Throttle = false }, TestContext.Current.CancellationToken);
        _client = new RegionClient(_region, _time);
    }

    private async Task<JsonElement> ServiceAsync()
    {
        var name = _region!.Read(static model => model.Clusters[0].Services[0].Name);
        return (await _client!.CallAsync("DescribeServices", new() { ["cluster"] = "demo", ["services"] = new JsonArray(name) })).Items("services")[0];
    }

    /// <summary>Each deployment with its numbers of desired, running and pending tasks.</summary>
    private async Task<string> DeploymentsAsync() => string.Join(", ", (await ServiceAsync()).Items("deployments").Select(static deployment =>
    {
        var definition = deployment.GetProperty("taskDefinition").GetString()!;
        return $"{deployment.GetProperty("status").GetString()} {deployment.GetProperty("rolloutState").GetString()} {definition.Split('/')[1]} "
            + $"{deployment.GetProperty("desiredCount")}/{deployment.GetProperty("runningCount")}/{deployment.GetProperty("pendingCount")}";
    }));

    private async Task<IReadOnlyList<JsonElement>> StoppedAsync()
    {
        var arns = await _client!.ListAsync("ListTasks", "taskArns", new() { ["cluster"] = "demo", ["desiredStatus"] = "STOPPED" });
        JsonArray tasks = [.. arns.Select(static arn => (JsonNode)arn)];
        return arns.Count == 0 ? [] : (await _client.CallAsync("DescribeTasks", new() { ["cluster"] = "demo", ["tasks"] = tasks })).Items("tasks");
    }

    private async Task<JsonElement> InstanceAsync()
    {
        var arns = await _client!.ListAsync("ListContainerInstances", "containerInstanceArns", new() { ["cluster"] = "demo" });
        return (await _client.CallAsync("DescribeContainerInstances", new() { ["cluster"] = "demo", ["containerInstances"] = new JsonArray(arns[0]) }))
            .Items("containerInstances")[0];
    }

    private static int Resource(JsonElement instance, string list, string name) =>
        instance.Items(list).Single(resource => resource.GetProperty("name").GetString() == name).GetProperty("integerValue").GetInt32();
}
