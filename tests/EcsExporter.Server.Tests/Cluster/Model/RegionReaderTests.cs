// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Cluster.Model;

public sealed class RegionReaderTests
{
    private static readonly RegionTaskDefinition Web = new("web", 7);

    [Fact]
    public async Task Refresh_SmallRegion_PublishesItsClustersServicesAndInstances()
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(1);
            _ = cluster.AddService(new ServiceDeclaration("web", Web) { DesiredCount = 3 });
            _ = cluster.AddService(new ServiceDeclaration("agent", new("agent", 2)) { LaunchType = LaunchType.Ec2, Strategy = SchedulingStrategy.Daemon });
            _ = region.AddCluster("empty");
        });
        await rig.RefreshAsync();

        Assert.True(rig.State.IsComplete);
        Assert.Empty(rig.State.Failures());
        Assert.Equal(["ecs_api_up 1"], await rig.ScrapeAsync("ecs_api_up"));
        Assert.Equal(
            [
                "ecs_service_desired_tasks{cluster=\"prod\",service=\"agent\"} 1", "ecs_service_desired_tasks{cluster=\"prod\",service=\"web\"} 3",
                "ecs_service_running_tasks{cluster=\"prod\",service=\"agent\"} 1", "ecs_service_running_tasks{cluster=\"prod\",service=\"web\"} 3",
                "ecs_service_pending_tasks{cluster=\"prod\",service=\"agent\"} 0", "ecs_service_pending_tasks{cluster=\"prod\",service=\"web\"} 0",
            ],
            [
                .. await rig.ScrapeAsync("ecs_service_desired_tasks{"), .. await rig.ScrapeAsync("ecs_service_running_tasks{"),
                .. await rig.ScrapeAsync("ecs_service_pending_tasks{"),
            ]);
        Assert.Equal(
            [
                "ecs_service_deployment_rollout_state{cluster=\"prod\",service=\"web\",state=\"COMPLETED\"} 1",
                "ecs_service_deployment_rollout_state{cluster=\"prod\",service=\"web\",state=\"FAILED\"} 0",
                "ecs_service_deployment_rollout_state{cluster=\"prod\",service=\"web\",state=\"IN_PROGRESS\"} 0",
            ],
            await rig.ScrapeAsync("ecs_service_deployment_rollout_state{cluster=\"prod\",service=\"web\""));
        Assert.Contains(
            "deployment_controller=\"ECS\",family=\"web\",launch_type=\"FARGATE\"",
            Assert.Single(await rig.ScrapeAsync("ecs_service_info{"), static line => line.Contains("service=\"web\"", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal(
            ["ecs_cluster_tasks{cluster=\"prod\",status=\"pending\"} 0", "ecs_cluster_tasks{cluster=\"prod\",status=\"running\"} 4"],
            await rig.ScrapeAsync("ecs_cluster_tasks{cluster=\"prod\""));
        Assert.Single(await rig.ScrapeAsync("ecs_container_instance_agent_connected{"), static line => line.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Single(await rig.ScrapeAsync("ecs_container_instance_remaining_memory_bytes{"));
        Assert.Equal(2, (await rig.ScrapeAsync("ecs_service_steady_state_timestamp_seconds{")).Length);
    }

    [Fact]
    public async Task Refresh_ManyTasksAndServices_FollowsEveryPage()
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            for (var i = 0; i < 130; i++)
            {
                _ = cluster.AddService(new ServiceDeclaration($"service-{i}", Web) { DesiredCount = 2 });
            }
        });
        await rig.RefreshAsync();

        var prod = Assert.Single(rig.State.Clusters);
        Assert.Equal(130, prod.Services.Items.Length);
        Assert.Equal(260, prod.Tasks.Items.Length);
        Assert.Equal(260, rig.Targets.Targets.Length);
        Assert.Equal(2, rig.Region.Requests.Count(static request => request.Action == "ListServices"));
        Assert.Equal(13, rig.Region.Requests.Count(static request => request.Action == "DescribeServices"));
        Assert.Single(rig.Region.Requests, static request => request.Action == "DescribeTaskDefinition");

        // 260 tasks take three pages and three batches; stopped tasks and instances take one page each.
        await rig.RefreshAsync();
        Assert.Single(rig.Region.Requests, static request => request.Action == "DescribeTaskDefinition");
        Assert.All(rig.Region.Requests, static request => Assert.Equal(200, request.Status));
    }

    [Fact]
    public async Task Refresh_ManyCalls_StretchesTheInterval()
    {
        await using var rig = await RegionRig.StartAsync(
            static region =>
            {
                var cluster = region.AddCluster("prod");
                for (var i = 0; i < 300; i++)
                {
                    _ = cluster.AddService(new ServiceDeclaration($"service-{i}", Web) { DesiredCount = 0 });
                }
            },
            "--cluster.interval=1s");
        await rig.RefreshAsync();

        // 3 pages and 30 batches of services, at 5 a second.
        Assert.Equal(33 / 5.0, rig.State.Interval.TotalSeconds, 0.5);
    }

    /// <summary>The simulated region applies the request limits that AWS documents.</summary>
    [Fact]
    public async Task Refresh_ThousandServicesAndTenThousandTasks_TakesLessThanTwoMinutesOfTheBudget()
    {
        var options = new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1000, 10, 500) };
        await using var rig = await RegionRig.StartAsync(options, NullLogger.Instance);
        await rig.RefreshAsync();

        Assert.True(rig.State.IsComplete);
        Assert.Equal(1000, rig.State.Clusters.Sum(static cluster => cluster.Services.Items.Length));
        Assert.Equal(10_000, rig.Targets.Targets.Length + LeftOutReasons.All.ToArray().Sum(rig.Targets.CountLeftOut));
        Assert.All(rig.Region.Requests, static request => Assert.Equal(200, request.Status));
        var calls = rig.Region.Requests.CountBy(static request => request.Action).ToDictionary();
        var busiest = calls["ListTasks"] + calls["DescribeTasks"] + calls["ListContainerInstances"] + calls["DescribeContainerInstances"];
        Assert.InRange((double)busiest / RequestBudget.PerSecond, 20, 30);
        Assert.InRange(calls["DescribeTaskDefinition"], 1, 1000);

        await rig.RefreshAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(rig.State.Interval.TotalSeconds, 40, 60);

        // The list of targets is compressed while it is written, so the uncompressed list is never in memory as a whole.
        var plain = new ArrayBufferWriter<byte>();
        DiscoveryDocument.Write(rig.Targets, rig.Region.Name, plain);
        var buffers = new ScrapeBuffers(16 * 1024 * 1024);
        DiscoveryDocument.Write(rig.Targets, rig.Region.Name, buffers.Exposition, buffers.CompressPart);
        buffers.CompleteCompressed();
        Assert.InRange(plain.WrittenCount, 5_000_000, 16_000_000);
        Assert.InRange(buffers.HeldBytes, 1, 4_000_000);
        using var gzip = new GZipStream(new MemoryStream(buffers.Answer.ToArray()), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await gzip.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        Assert.True(plain.WrittenSpan.SequenceEqual(unpacked.ToArray()));
    }

    [Fact]
    public async Task Refresh_SelectedClustersAndServices_ReadsNoOthers()
    {
        await using var rig = await RegionRig.StartAsync(
            static region =>
            {
                foreach (var name in new[] { "a", "b", "c" })
                {
                    var cluster = region.AddCluster(name);
                    foreach (var service in new[] { "api", "api-canary", "job" })
                    {
                        _ = cluster.AddService(new ServiceDeclaration(service, Web));
                    }

                    _ = cluster.RunTask(new("alone", 1));
                }
            },
            "--cluster.name=a,c", "--cluster.service-include=api*", "--cluster.service-exclude=*-canary");
        await rig.RefreshAsync();

        Assert.Equal(["a", "c"], rig.State.Clusters.Select(static cluster => cluster.Name));
        Assert.All(rig.State.Clusters, static cluster => Assert.Equal("api", Assert.Single(cluster.Services.Items).Name));
        Assert.All(rig.State.Clusters, static cluster => Assert.Equal(["", "api"], cluster.Tasks.Items.Select(static task => task.ServiceName).Order()));
        Assert.DoesNotContain(rig.Region.Requests, static request => request.Action == "ListClusters");
        Assert.DoesNotContain("canary", await rig.ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_RegionWithoutClusters_IsCompleteAndEmpty()
    {
        await using var rig = await RegionRig.StartAsync(static _ => { });
        await rig.RefreshAsync();

        Assert.True(rig.State.IsComplete);
        Assert.Empty(rig.Targets.Targets);
    }

    [Theory]
    [InlineData("ListClusters", "clusters")]
    [InlineData("DescribeClusters", "clusters")]
    [InlineData("ListServices", "services")]
    [InlineData("DescribeServices", "services")]
    [InlineData("ListTasks", "tasks,stopped_tasks")]
    [InlineData("DescribeTasks", "tasks")]
    [InlineData("ListContainerInstances", "instances")]
    [InlineData("DescribeContainerInstances", "instances")]
    [InlineData("DescribeTaskDefinition", "")]
    [InlineData("DescribeInstances", "")]
    public async Task Refresh_NoPermissionForOneAction_PublishesTheRestAndNamesTheAction(string action, string missing)
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(1);
            _ = cluster.AddService(new ServiceDeclaration("web", Web) { DesiredCount = 2 });
            _ = cluster.AddService(new ServiceDeclaration("box", new("box", 1) { NetworkMode = NetworkMode.Bridge }) { LaunchType = LaunchType.Ec2 });
        });
        rig.Region.Faults.Inject(action, RegionFault.AccessDenied);
        await rig.RefreshAsync();

        Assert.Equal([$"{action} AccessDenied"], rig.State.Failures().Select(static failure => $"{failure.Action.Name} {failure.Reason}").Distinct());
        var errors = (await rig.ScrapeAsync("ecs_api_errors_total{")).Where(static line => !line.EndsWith(" 0", StringComparison.Ordinal));
        Assert.StartsWith($"ecs_api_errors_total{{action=\"{action}\",reason=\"access_denied\"}} ", Assert.Single(errors), StringComparison.Ordinal);
        if (missing == "clusters")
        {
            Assert.False(rig.State.IsComplete);
            Assert.Empty(rig.State.Clusters);
            return;
        }

        var unread = Assert.Single(rig.State.Clusters).Parts().Where(static part => part.ReadAt is null).Select(static part => part.Name);
        Assert.Equal(missing.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), unread.Order());

        // Discovery needs only the tasks themselves.
        Assert.Equal(!missing.Contains("tasks", StringComparison.Ordinal), rig.State.IsComplete);
        Assert.Equal(["ecs_api_up 1"], await rig.ScrapeAsync("ecs_api_up"));
    }

    public static TheoryData<string, RegionFault, string> TransientFaults => new()
    {
        { "ServerError", RegionFault.ServerError, "http_5xx" },
        { "Truncated", RegionFault.Truncated, "connect" },
        { "Html", RegionFault.Html, "http_5xx" },
        { "ClientError", RegionFault.ClientError, "http_4xx" },
        { "ExpiredToken", RegionFault.ExpiredToken, "credentials" },
        { "Throttled", RegionFault.Throttled, "throttled" },
    };

    [Theory]
    [MemberData(nameof(TransientFaults))]
    public async Task Refresh_FaultAfterAGoodRefresh_KeepsTheLastGoodState(string name, RegionFault fault, string reason)
    {
        Assert.NotEmpty(name);
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        await rig.RefreshAsync();
        var readAt = rig.State.Clusters[0].Services.ReadAt;
        rig.Region.Faults.InjectAll(fault);
        await rig.RefreshAsync(TimeSpan.FromMinutes(5));

        Assert.True(rig.State.IsComplete);
        Assert.Equal(["ecs_api_up 0"], await rig.ScrapeAsync("ecs_api_up"));
        Assert.Equal("web", Assert.Single(rig.State.Clusters[0].Services.Items).Name);
        Assert.Equal(readAt, rig.State.Clusters[0].Services.ReadAt);
        Assert.Single(rig.Targets.Targets);
        Assert.Contains(
            await rig.ScrapeAsync("ecs_api_errors_total{action=\"ListClusters\""),
            line => line.Contains($"\"{reason}\"", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal));

        rig.Region.Faults.Clear();
        await rig.RefreshAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(rig.State.Failures());
        Assert.True(rig.State.Clusters[0].Services.ReadAt > readAt);
    }

    [Theory]
    [InlineData("DescribeServices", 1)] // the exporter retries after one 5xx
    [InlineData("ListTasks", 1)]
    public async Task Refresh_OneServerError_IsTriedAgain(string action, int times)
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        rig.Region.Faults.Inject(action, RegionFault.ServerError.Times(times));
        await rig.RefreshAsync();

        Assert.Empty(rig.State.Failures());
        var series = $"ecs_api_errors_total{{action=\"{action}\",reason=\"http_5xx\"}}";
        Assert.Equal([$"{series} {times}"], await rig.ScrapeAsync(series));
    }

    [Fact]
    public async Task Refresh_ThrottledToATenth_GetsThereMoreSlowlyAndSaysSo()
    {
        var scenario = new RegionScenario("large", static region =>
        {
            var cluster = region.AddCluster("prod");
            for (var i = 0; i < 300; i++)
            {
                _ = cluster.AddService(new ServiceDeclaration($"service-{i}", Web) { DesiredCount = 1 });
            }
        });
        await using var rig = await RegionRig.StartAsync(new SimulatedRegionOptions { Scenario = scenario }, NullLogger.Instance);
        rig.Region.Faults.ThrottleShare = 0.1;
        await rig.RefreshAsync();

        Assert.Empty(rig.State.Failures());
        Assert.Equal(300, rig.State.Clusters[0].Services.Items.Length);
        Assert.Contains(
            await rig.ScrapeAsync("ecs_api_errors_total{action=\"DescribeServices\",reason=\"throttled\""),
            static line => !line.EndsWith(" 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refresh_LargeRegionThrottledToATenth_KeepsOlderDataWithTheirAge()
    {
        await using var rig = await RegionRig.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.OfSize(1000, 10, 500) }, NullLogger.Instance);
        await rig.RefreshAsync();
        var before = rig.State;
        rig.Region.Faults.ThrottleShare = 0.1;
        await rig.RefreshAsync(TimeSpan.FromMinutes(1));

        // The read completes, but takes long. The previous state is published meanwhile.
        Assert.Empty(rig.State.Failures());
        Assert.InRange(rig.State.Duration, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(20));
        Assert.True(rig.State.Interval > rig.State.Duration);
        Assert.Equal(
            before.Clusters.Length * 4,
            rig.State.Clusters.Zip(before.Clusters).SelectMany(static pair => pair.First.Parts().Zip(pair.Second.Parts()))
                .Count(static pair => pair.First.ReadAt - pair.Second.ReadAt > TimeSpan.FromMinutes(1)));

        // With a smaller share, some parts stay as they were, and their metrics show their age.
        before = rig.State;
        rig.Region.Faults.ThrottleShare = 0.001;
        await rig.RefreshAsync(TimeSpan.FromMinutes(1));
        Assert.Contains(rig.State.Failures(), static failure => failure.Reason == ApiFailureReason.Throttled);
        Assert.Equal(1000, rig.State.ServiceCount);
        Assert.Equal(10_000, rig.Targets.Targets.Length + LeftOutReasons.All.ToArray().Sum(rig.Targets.CountLeftOut));
        var stale = rig.State.Clusters[^1].Tasks;
        Assert.NotNull(stale.Failure);
        Assert.Equal(before.Clusters[^1].Tasks.ReadAt, stale.ReadAt);
        Assert.Equal(
            (stale.ReadAt!.Value - DateTimeOffset.UnixEpoch).TotalSeconds,
            double.Parse(
                Assert.Single(await rig.ScrapeAsync(
                    $"ecs_cluster_read_timestamp_seconds{{cluster=\"{rig.State.Clusters[^1].Name}\",part=\"tasks\"}}")).Split(' ')[^1],
                CultureInfo.InvariantCulture),
            0.001);

        rig.Region.Faults.ThrottleShare = 1;
        await rig.RefreshAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(rig.State.Failures());
    }

    [Fact]
    public async Task Refresh_ApiThatHangs_EndsAfterTwoTimeouts()
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);
        region.Faults.InjectAll(RegionFault.Hang);
        using var exporter = RegionRig.Exporter(region, TimeProvider.System, NullLogger.Instance, ["--cluster.timeout=200ms"]);
        await exporter.RefreshAsync(TestContext.Current.CancellationToken);

        var state = exporter.Published.State;
        Assert.False(state.IsUp);
        Assert.False(state.IsComplete);
        Assert.Equal("no complete answer within 0.2 s", Assert.Single(state.Failures()).Message);

        region.Faults.Clear();
        await exporter.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.True(exporter.Published.State.IsComplete);

        // Requests for all parts of the cluster are in flight when the first two time out.
        region.Faults.InjectAll(RegionFault.Hang);
        var before = region.Requests.Count;
        await exporter.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.InRange(region.Requests.Count - before, 2, 4);
        Assert.NotEmpty(exporter.Published.State.Clusters);
    }

    [Fact]
    public async Task Refresh_WithoutCredentials_SaysWhyAndSendsNothing()
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);
        var options = EcsExporter.Server.CommandLine.CommandLineParser.Parse(["cluster"], static _ => null, []).Options;
        using var exporter = new EcsExporter.Server.Cluster.ClusterExporter(
            new(region.Name, region.Address, region.Address), options, new(null, "none"), static _ => null, TimeProvider.System, NullLogger.Instance);
        await exporter.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Contains("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Assert.Single(exporter.Published.State.Failures()).Message, StringComparison.Ordinal);
        Assert.Empty(region.Requests);
    }

    [Fact]
    public async Task Refresh_SecretsInTaskDefinitions_ReachNothing()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Web)));
        await rig.RefreshAsync();

        Assert.Contains(rig.Region.Requests, static request => request.Action == "DescribeTaskDefinition");
        Assert.DoesNotContain(RegionTaskDefinition.SecretMarker, await rig.ScrapeAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            RegionTaskDefinition.SecretMarker, string.Concat(rig.Discover().SelectMany(static target => target.Value.Values)), StringComparison.Ordinal);
        Assert.All(rig.State.Definitions.Values, static definition => Assert.Empty(definition!.Containers));
    }
}
