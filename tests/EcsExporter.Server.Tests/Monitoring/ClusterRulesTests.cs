// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Which alerts of cluster-alerts.yml fire for regions that live, scraped every 15 seconds and every minute.</summary>
public sealed class ClusterRulesTests : IDisposable
{
    private const string Below = "EcsServiceBelowDesired";
    private const string Stuck = "EcsDeploymentStuck";
    private const string Failed = "EcsDeploymentFailed";
    private const string Stopping = "EcsTasksStopping";
    private const string NoRoom = "EcsNoRoomForTasks";

    private static readonly RegionTaskDefinition Web = new("web", 7);
    private static readonly RegionTaskDefinition Large = new("web", 7) { NetworkMode = NetworkMode.Bridge, MemoryMebibytes = 6000 };

    private static readonly Case[] All =
    [
        new("a deployment whose image cannot be pulled and that nothing gives up", Fargate(2))
        {
            Events = [On(60, web => web.Deploy(null, After(StopCauses.CannotPullImage, 30)))],
            Alerts = [(Stuck, "web"), (Stopping, "web")],
        },
        new("a crash loop", Fargate(1, After(StopCauses.EssentialExit, 45))) { Alerts = [(Stopping, "web")] },
        new("tasks that are killed for memory", Fargate(4, After(StopCauses.OutOfMemory, 300))) { Alerts = [(Stopping, "web")] },
        new("scaling in", Fargate(10)) { Events = [On(600, web => web.Scale(2)), On(1200, web => web.Scale(0))] },
        new("scaling out", Fargate(2)) { Events = [On(600, web => web.Scale(10))] },
        new("a deployment", Fargate(10)) { Events = [On(600, web => web.Deploy())] },
        new("three deployments", Fargate(4)) { Events = [On(600, web => web.Deploy()), On(900, web => web.Deploy()), On(1500, web => web.Deploy())] },
        new("a deployment that the circuit breaker gives up", Fargate(2, CircuitBreaker.Fail))
        {
            Events = [On(600, web => web.Deploy(null, After(Cause("secret-out-of-reach"), 60)))],
            Alerts = [(Failed, "web"), (Stopping, "web")],
        },
        new("a deployment that the circuit breaker rolls back", Fargate(2, CircuitBreaker.RollBack))
        {
            Minutes = 100,
            Events = [On(3900, web => web.Deploy(null, After(StopCauses.CannotPullImage, 60)))],
            Alerts = [(Failed, "web"), (Stopping, "web")],
        },
        new("spot interruptions", Fargate(3, After(Cause("spot"), 300))),
        new("tasks of no service that end when they are done", region =>
        {
            for (var seconds = 0; seconds < 1800; seconds += 120)
            {
                _ = region.Cluster("prod").RunTask(new RegionTaskDefinition("report", 1), After(Cause("essential-success"), seconds + 60));
            }
        }),
        new("instances without room for more tasks", OnInstances(4, Large))
        {
            Events = [On(300, web => web.Scale(8))],
            Alerts = [(Below, "web"), (NoRoom, "web")],
        },
        new("instances without room for a rollout", OnInstances(4, Large)) { Events = [On(300, web => web.Deploy())], Alerts = [(NoRoom, "web")] },
        new("a rollout on instances with room", OnInstances(4, Large with { MemoryMebibytes = 1000 })) { Events = [On(300, web => web.Deploy())] },
        new("an instance whose agent is lost", OnInstances(2, Large with { MemoryMebibytes = 500 }))
        {
            Events = [new(300, region => region.Change(model => model.Cluster("prod").Instances[0].AgentConnected = false))],
            Alerts = [("EcsAgentDisconnected", null)],
        },
        new("an agent that reconnects", OnInstances(2, Large with { MemoryMebibytes = 500 }))
        {
            Events =
            [
                new(300, region => region.Change(model => model.Cluster("prod").Instances[0].AgentConnected = false)),
                new(500, region => region.Change(model => model.Cluster("prod").Instances[0].AgentConnected = true)),
            ],
        },
        new("an instance that drains and is terminated", OnInstances(2, Large with { MemoryMebibytes = 500 }))
        {
            Events =
            [
                new(300, region => region.Change(model => model.Cluster("prod").Instances[0].Draining = true)),
                new(600, region => region.Change(model => model.Cluster("prod").Instances[0].AgentConnected = false)),
                new(1400, region => region.Change(model => model.Cluster("prod").Terminate(model.Cluster("prod").Instances[0]))),
            ],
        },
        new("an API that refuses everything", Fargate(2))
        {
            Events = [new(300, region => region.Faults.InjectAll(RegionFault.ExpiredToken))],
            Alerts = [("EcsApiDown", null)],
        },
        new("an API that answers again", Fargate(2))
        {
            Events = [new(300, region => region.Faults.InjectAll(RegionFault.ServerError)), new(480, region => region.Faults.Clear())],
        },
        new("a role that loses a permission", Fargate(2))
        {
            Events = [new(300, region => region.Faults.Inject("DescribeServices", RegionFault.AccessDenied))],
            Alerts = [("EcsApiActionFailing", null), ("EcsClusterDataStale", null)],
        },
        new("a role that never had a permission", OnInstances(2, Large with { MemoryMebibytes = 500 }))
        {
            Events = [new(0, region => region.Faults.Inject("DescribeInstances", RegionFault.AccessDenied))],
            Alerts = [("EcsApiActionFailing", null)],
        },
        new("a cluster that does not exist", Fargate(2)) { Flags = ["--cluster.name=prod,stage"], Alerts = [("EcsClusterMissing", null)] },
        new("requests that are throttled now and then", Fargate(2))
        {
            Events = [.. Enumerable.Range(0, 30).Select(n => new RegionEvent(n * 60, region => region.Faults.InjectAll(RegionFault.Throttled.Times(1))))],
        },
        new("the region of the demo", null)
        {
            Minutes = 60,

            // The deployment that failed did so before the exporter started, and its stopped tasks do not count.
            Alerts =
            [
                ("EcsAgentDisconnected", null), (Failed, "failed-deployment"), (Stuck, "no-room"), (Stuck, "stuck-deployment"), (NoRoom, "no-room"),
                (Stopping, "crash-loop"), (Stopping, "search"), (Stopping, "stuck-deployment"), (Stopping, "unhealthy"),
            ],
        },
    ];

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("rules");

    public static TheoryData<string> Cases { get; } = [.. All.Select(each => each.Name)];

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresTheory(nameof(Requirements.Promtool))]
    [MemberData(nameof(Cases))]
    public async Task Rules_RegionThatLives_RaiseExactlyItsAlerts(string name)
    {
        var tried = All.Single(each => each.Name == name);
        var scenario = tried.Build is { } build ? new RegionScenario("test", build) : RegionScenario.Demo;
        var recording = await RegionRecording.MakeAsync(scenario, TimeSpan.FromMinutes(tried.Minutes), tried.Events, tried.Flags);

        var alerts = tried.Alerts.Select(static alert =>
            alert.Service is null ? $"alertname=\"{alert.Alert}\"" : $"alertname=\"{alert.Alert}\", service=\"{alert.Service}\"");
        foreach (var interval in (int[])[15, 60])
        {
            var series = recording.AsRuleTestInput(interval);
            await new RuleTest(["cluster-alerts.yml"], interval, interval, tried.Minutes * 60, series, "alertname, service").RaisesAsync(_temporary, alerts);
        }
    }

    private static Action<RegionModel> Fargate(int tasks, params TaskFate[] fates) =>
        region => region.Cluster("prod").AddService(new ServiceDeclaration("web", Web) { DesiredCount = tasks, Fates = fates });

    private static Action<RegionModel> Fargate(int tasks, CircuitBreaker breaker) =>
        region => region.Cluster("prod").AddService(new ServiceDeclaration("web", Web) { DesiredCount = tasks, CircuitBreaker = breaker });

    /// <summary>A service on two instances of 15 GiB.</summary>
    private static Action<RegionModel> OnInstances(int tasks, RegionTaskDefinition definition) => region =>
    {
        region.Cluster("prod").AddInstances(2);
        _ = region.Cluster("prod").AddService(new ServiceDeclaration("web", definition) { DesiredCount = tasks, LaunchType = LaunchType.Ec2 });
    };

    private static RegionEvent On(int second, Action<RegionService> change) =>
        new(second, region => region.Change(model => change(model.Cluster("prod").Service("web"))));

    private static TaskFate After(StopCause cause, int seconds) => new(cause, TimeSpan.FromSeconds(seconds));

    private static StopCause Cause(string name) => StopCauses.All.Single(cause => cause.Name == name);

    /// <param name="Name">A few words.</param>
    /// <param name="Build">Adds what there is to the cluster <c>prod</c>; null for the region of the demo.</param>
    private sealed record Case(string Name, Action<RegionModel>? Build)
    {
        public Action<RegionModel>? Build { get; } = Build is null ? null : region =>
        {
            _ = region.AddCluster("prod");
            Build(region);
        };

        public int Minutes { get; init; } = 40;

        public IReadOnlyList<RegionEvent> Events { get; init; } = [];

        public string[] Flags { get; init; } = [];

        public IReadOnlyList<(string Alert, string? Service)> Alerts { get; init; } = [];
    }
}
