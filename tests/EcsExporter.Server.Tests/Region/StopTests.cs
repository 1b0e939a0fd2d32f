// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Region;

public sealed class StopTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private SimulatedRegion? _region;
    private RegionClient? _client;

    public static TheoryData<string> Names => [.. StopCauses.All.Select(static cause => cause.Name)];

    [Fact]
    public void All_Causes_CoverTheClosedSetOfReasons() => Assert.Equal(
        [
            "cannot_pull_image", "cannot_start", "deployment", "essential_exit", "health_check", "host_terminated", "infrastructure_health", "other",
            "out_of_memory", "resource_initialization", "scaling", "spot_interruption", "user",
        ],
        StopCauses.All.Select(static cause => cause.Reason).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Task_StoppedForACause_IsDescribedInItsWords(string name)
    {
        var cause = StopCauses.Find(name);
        await StartAsync(RegionScenario.EveryStop, TimeSpan.FromMinutes(2));

        var task = Assert.Single(await StoppedAsync(name));

        var startedBy = task.GetProperty("startedBy").GetString()!;
        var instance = _region!.Read(static model => model.Clusters[0].Instances[0].Ec2InstanceId);
        var reason = cause.StoppedReason.Replace("{deployment}", startedBy, StringComparison.Ordinal).Replace("{service}", name, StringComparison.Ordinal)
            .Replace("{instance}", instance, StringComparison.Ordinal);
        Assert.Equal((cause.StopCode, reason), (task.GetProperty("stopCode").GetString(), task.GetProperty("stoppedReason").GetString()));
        Assert.Equal(("STOPPED", "STOPPED"), (task.GetProperty("lastStatus").GetString(), task.GetProperty("desiredStatus").GetString()));
        Assert.Equal(!cause.FailsToStart, task.TryGetProperty("startedAt", out _));
        var container = task.Items("containers")[0];
        Assert.Equal(cause.ExitCode, container.TryGetProperty("exitCode", out var exitCode) ? exitCode.GetInt32() : null);
        Assert.Equal(cause.ContainerReason, container.TryGetProperty("reason", out var containerReason) ? containerReason.GetString() : null);
        Assert.Single(await ListAsync(name, "RUNNING"));
    }

    [Fact]
    public async Task StoppedTask_AnHourLater_IsForgotten()
    {
        await StartAsync(RegionScenario.Healthy, TimeSpan.FromMinutes(1));
        var arn = (await ListAsync("web", "RUNNING"))[0];
        _region!.Change(model => model.Clusters[0].StopTask(model.Clusters[0].Tasks.Single(task => task.Arn == arn)));

        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(arn, Assert.Single(await ListAsync("web", "STOPPED")));
        _time.Advance(TimeSpan.FromSeconds(3599));
        Assert.Equal("UserInitiated", Assert.Single(await StoppedAsync("web")).GetProperty("stopCode").GetString());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await ListAsync("web", "STOPPED"));
        var answer = await _client!.CallAsync("DescribeTasks", new() { ["cluster"] = "demo", ["tasks"] = new JsonArray(arn) });
        Assert.Equal($$"""[{"arn":"{{arn}}","reason":"MISSING"}]""", answer.GetProperty("failures").GetRawText());
        Assert.Equal(2, (await ListAsync("web", "RUNNING")).Count);
    }

    [Fact]
    public async Task Task_FromStartToEnd_PassesThroughEveryStatus()
    {
        await StartAsync(new RegionScenario("one task", static region => region.AddCluster("demo").RunTask(
            new RegionTaskDefinition("job", 1), new PlannedStop(StopCauses.EssentialExit, TimeSpan.FromSeconds(12)))), TimeSpan.Zero);
        var arn = _region!.Read(static model => model.Clusters[0].Tasks.Single().Arn);

        List<string> statuses = [];
        for (var second = 0; second < 16; second++)
        {
            var answer = await _client!.CallAsync("DescribeTasks", new() { ["cluster"] = "demo", ["tasks"] = new JsonArray(arn) });
            statuses.Add(answer.Items("tasks")[0].GetProperty("lastStatus").GetString()!);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            "PROVISIONING PENDING ACTIVATING RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED",
            string.Join(' ', statuses.Distinct()));
    }

    [Fact]
    public async Task ServiceInACrashLoop_OverTenMinutes_StopsATaskOfEachRound()
    {
        await StartAsync(RegionScenario.Demo, TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMinutes(10));

        var stopped = await StoppedAsync("crash-loop", "shop");
        Assert.Equal(13, stopped.Count); // one task stops every 45 s
        Assert.All(stopped, static task => Assert.Equal("Essential container in task exited", task.GetProperty("stoppedReason").GetString()));
    }

    [Fact]
    public async Task Terminate_OfAnInstance_StopsItsTasksAndUnlistsIt()
    {
        await StartAsync(RegionScenario.Demo, TimeSpan.FromMinutes(1));
        var (id, tasks) = _region!.Read(static model =>
        {
            var instance = model.Cluster("platform").Instances[0];
            return (instance.Ec2InstanceId, model.Cluster("platform").Tasks.Where(task => task.Instance == instance).Select(static task => task.Arn).ToList());
        });
        _region.Change(static model => model.Cluster("platform").Terminate(model.Cluster("platform").Instances[0]));
        _time.Advance(TimeSpan.FromSeconds(3));

        var answer = await _client!.CallAsync("DescribeTasks", new() { ["cluster"] = "platform", ["tasks"] = new JsonArray([.. tasks]) });

        Assert.NotEmpty(tasks);
        Assert.All(answer.Items("tasks"), task => Assert.Equal(
            ("TerminationNotice", $"Host EC2 (instance {id}) terminated."),
            (task.GetProperty("stopCode").GetString(), task.GetProperty("stoppedReason").GetString())));
        Assert.Equal(5, (await _client.ListAsync("ListContainerInstances", "containerInstanceArns", new() { ["cluster"] = "platform" })).Count);
        Assert.Equal("InvalidInstanceID.NotFound", (await _client.DescribeInstancesAsync($"InstanceId.1={id}")).ErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_region is not null)
        {
            await _region.DisposeAsync();
        }
    }

    private async Task StartAsync(RegionScenario scenario, TimeSpan age)
    {
        _region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = scenario, Age = age, TimeProvider = _time, Throttle = false }, TestContext.Current.CancellationToken);
        _client = new RegionClient(_region, _time);
    }

    private Task<IReadOnlyList<string>> ListAsync(string service, string status, string? cluster = null) => _client!.ListAsync(
        "ListTasks", "taskArns", new() { ["cluster"] = cluster ?? Cluster, ["serviceName"] = service, ["desiredStatus"] = status });

    private async Task<IReadOnlyList<JsonElement>> StoppedAsync(string service, string? cluster = null)
    {
        var arns = await ListAsync(service, "STOPPED", cluster);
        var answer = await _client!.CallAsync(
            "DescribeTasks", new() { ["cluster"] = cluster ?? Cluster, ["tasks"] = new JsonArray([.. arns.Select(static arn => (JsonNode)arn)]) });
        return answer.Items("tasks");
    }

    private string Cluster => _region!.Read(static model => model.Clusters[0].Name);
}
