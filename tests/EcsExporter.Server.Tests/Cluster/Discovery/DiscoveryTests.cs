// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Server.Tests.Cluster.Discovery;

public sealed class DiscoveryTests
{
    private static readonly RegionTaskDefinition Plain = new("web", 7);

    [Fact]
    public async Task Discover_Awsvpc_IsTheTasksOwnAddressWithPrometheusLabels()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(
            new ServiceDeclaration("web", Plain) { Tags = new Dictionary<string, string> { ["cost center"] = "42", ["team"] = "shop" } }));
        await rig.RefreshAsync();

        var (task, service) = rig.Region.Read(static region => (region.Cluster("prod").Tasks.Single(), region.Cluster("prod").Service("web").Arn));
        var (address, labels) = Assert.Single(rig.Discover());
        Assert.Equal($"{task.PrivateAddress}:9779", address);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["__meta_ecs_cluster"] = "prod",
            ["__meta_ecs_cluster_arn"] = "arn:aws:ecs:eu-central-1:123456789012:cluster/prod",
            ["__meta_ecs_service"] = "web",
            ["__meta_ecs_service_arn"] = service,
            ["__meta_ecs_service_status"] = "ACTIVE",
            ["__meta_ecs_task_arn"] = task.Arn,
            ["__meta_ecs_task_group"] = "service:web",
            ["__meta_ecs_task_definition"] = "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7",
            ["__meta_ecs_launch_type"] = "FARGATE",
            ["__meta_ecs_last_status"] = "RUNNING",
            ["__meta_ecs_desired_status"] = "RUNNING",
            ["__meta_ecs_network_mode"] = "awsvpc",
            ["__meta_ecs_ip_address"] = task.PrivateAddress!,
            ["__meta_ecs_region"] = "eu-central-1",
            ["__meta_ecs_container_name"] = "ecs-exporter",
            ["__meta_ecs_tag_service_cost_center"] = "42",
            ["__meta_ecs_tag_task_team"] = "shop",
            ["__meta_ecs_tag_cluster_environment"] = "simulated",
        })
        {
            Assert.Equal(value, labels[name]);
        }

        Assert.DoesNotContain("__metrics_path__", labels.Keys);
        Assert.DoesNotContain("__scheme__", labels.Keys);
        Assert.Equal(["ecs_discovery_targets 1"], await rig.ScrapeAsync("ecs_discovery_targets"));
    }

    [Fact]
    public async Task Discover_IPv6Only_IsInBrackets()
    {
        await using var rig = await RegionRig.StartAsync(
            static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Plain) { IPv6Only = true }));
        await rig.RefreshAsync();

        var task = rig.Region.Read(static region => region.Cluster("prod").Tasks.Single());
        Assert.Equal($"[{task.IPv6Address}]:9779", Assert.Single(rig.Discover()).Key);
    }

    [Theory]
    [InlineData(NetworkMode.Bridge, "bridge")]
    [InlineData(NetworkMode.Host, "host")]
    public async Task Discover_InstanceNetwork_IsTheInstancesAddress(NetworkMode mode, string label)
    {
        await using var rig = await RegionRig.StartAsync(region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(1);
            _ = cluster.AddService(new ServiceDeclaration("web", Plain with { NetworkMode = mode }) { LaunchType = LaunchType.Ec2 });
        });
        await rig.RefreshAsync();

        var (task, instance) = rig.Region.Read(static region => (region.Cluster("prod").Tasks.Single(), region.Cluster("prod").Instances[0]));
        var (address, labels) = Assert.Single(rig.Discover());
        Assert.Equal($"{instance.PrivateAddress}:{(mode == NetworkMode.Host ? 9779 : task.HostPort("ecs-exporter", 9779))}", address);
        Assert.Equal(label, labels["__meta_ecs_network_mode"]);
        Assert.Equal(instance.Ec2InstanceId, labels["__meta_ecs_ec2_instance_id"]);
        Assert.Equal("m6i.xlarge", labels["__meta_ecs_ec2_instance_type"]);
        Assert.Equal(instance.PrivateAddress, labels["__meta_ecs_ec2_instance_private_ip"]);
        Assert.Equal(instance.Arn, labels["__meta_ecs_container_instance_arn"]);

        // The exporter reads each instance only once.
        await rig.RefreshAsync();
        Assert.Single(rig.Region.Requests, static request => request.Action == "DescribeInstances");
    }

    [Fact]
    public async Task Discover_Anywhere_IsLeftOutAndCounted()
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(1, new InstanceDeclaration { LaunchType = LaunchType.External });
            _ = cluster.AddService(
                new ServiceDeclaration("shop", Plain with { NetworkMode = NetworkMode.Bridge }) { LaunchType = LaunchType.External });
            _ = cluster.AddService(new ServiceDeclaration("web", Plain));
        });
        await rig.RefreshAsync();

        Assert.Single(rig.Discover());
        Assert.Equal(
            ["ecs_discovery_left_out{reason=\"anywhere\"} 1"],
            (await rig.ScrapeAsync("ecs_discovery_left_out{")).Where(static line => !line.EndsWith(" 0", StringComparison.Ordinal)));
        Assert.DoesNotContain(rig.Region.Requests, static request => request.Action == "DescribeInstances");
    }

    [Fact]
    public async Task Discover_DockerLabels_AddContainersAndInvalidOnesAreCounted()
    {
        await using var rig = await RegionRig.StartAsync(static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration(
            "web",
            Plain with
            {
                Containers =
                [
                    Container(
                        "app", 8080,
                        ("PROMETHEUS_EXPORTER_PORT", "8080"), ("PROMETHEUS_EXPORTER_PATH", "/actuator"), ("PROMETHEUS_EXPORTER_SCHEME", "https")),
                    Container("wrong-port", 1, ("PROMETHEUS_EXPORTER_PORT", "evil.example.com:80")),
                    Container("wrong-path", 1, ("PROMETHEUS_EXPORTER_PORT", "81"), ("PROMETHEUS_EXPORTER_PATH", "x")),
                    Container("no-port", 1, ("PROMETHEUS_EXPORTER_PATH", "/x")),
                    Container("other", 1, ("ANOTHER_LABEL", "1")),
                    RegionContainer.Exporter,
                ],
            })));
        await rig.RefreshAsync();

        var targets = rig.Discover();
        Assert.Equal(["8080", "9779"], targets.Keys.Select(static address => address.Split(':')[1]).Order());
        var app = targets.Single(static target => target.Value["__meta_ecs_container_name"] == "app").Value;
        Assert.Equal(("/actuator", "https"), (app["__metrics_path__"], app["__scheme__"]));
        Assert.Equal(
            [
                "ecs_discovery_left_out{reason=\"invalid_path\"} 1", "ecs_discovery_left_out{reason=\"invalid_port\"} 1",
                "ecs_discovery_left_out{reason=\"no_port\"} 1",
            ],
            (await rig.ScrapeAsync("ecs_discovery_left_out{")).Where(static line => !line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Discover_OptionsForContainerPortAndLabels_Apply()
    {
        await using var rig = await RegionRig.StartAsync(
            static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration(
                "web",
                Plain with
                {
                    // The labels of the CloudWatch agent. Source: CloudWatch User Guide, ContainerInsights-Prometheus-Setup-autodiscovery-ecs.
                    Containers =
                    [
                        Container(
                            "app", 80, ("ECS_PROMETHEUS_EXPORTER_PORT", "80"), ("ECS_PROMETHEUS_METRICS_PATH", "/stats"), ("ECS_PROMETHEUS_JOB_NAME", "shop"),
                            ("PROMETHEUS_EXPORTER_PATH", "/no"), ("SCHEME", "https")),
                        new RegionContainer("metrics") { Ports = [9000] }, RegionContainer.Exporter,
                    ],
                })),
            "--cluster.sd-container=metrics", "--cluster.sd-port=9000", "--cluster.sd-port-label=ECS_PROMETHEUS_EXPORTER_PORT",
            "--cluster.sd-path-label=ECS_PROMETHEUS_METRICS_PATH", "--cluster.sd-job-label=ECS_PROMETHEUS_JOB_NAME", "--cluster.sd-scheme-label=SCHEME");
        await rig.RefreshAsync();

        var targets = rig.Discover();
        Assert.Equal(["80", "9000"], targets.Keys.Select(static address => address.Split(':')[1]).Order());
        var app = targets.Single(static target => target.Value["__meta_ecs_container_name"] == "app").Value;
        Assert.Equal(("/stats", "https", "shop"), (app["__metrics_path__"], app["__scheme__"], app["__meta_ecs_container_job"]));
    }

    [Fact]
    public async Task Discover_TasksThatDoNotRun_AreNotListed()
    {
        await using var rig = await RegionRig.StartAsync(
            static region => _ = region.AddCluster("prod").AddService(new ServiceDeclaration("web", Plain) { DesiredCount = 2 }));
        await rig.RefreshAsync();
        var before = rig.Discover().Keys.ToHashSet();
        Assert.Equal(2, before.Count);

        rig.Region.Change(static region => region.Cluster("prod").Service("web").Deploy());
        await rig.RefreshAsync();
        Assert.Superset(before, rig.Discover().Keys.ToHashSet());

        await rig.RefreshAsync(TimeSpan.FromSeconds(30));
        await rig.RefreshAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, rig.Discover().Count);
        Assert.Empty(rig.Discover().Keys.Intersect(before));
    }

    [Theory]
    [InlineData("DescribeInstances", true)]
    [InlineData("DescribeTaskDefinition", true)]
    [InlineData("DescribeContainerInstances", true)]
    [InlineData("DescribeServices", true)]
    [InlineData("DescribeTasks", false)]
    [InlineData("ListTasks", false)]
    [InlineData("DescribeClusters", false)]
    public async Task IsComplete_PartThatFails_WaitsForItUnlessItIsDenied(string action, bool isCompleteWithoutPermission)
    {
        await using var rig = await RegionRig.StartAsync(static region =>
        {
            var cluster = region.AddCluster("prod");
            cluster.AddInstances(1);
            _ = cluster.AddService(new ServiceDeclaration("web", Plain with { NetworkMode = NetworkMode.Bridge }) { LaunchType = LaunchType.Ec2 });
        });
        rig.Region.Faults.Inject(action, RegionFault.ServerError);
        await rig.RefreshAsync();
        Assert.False(rig.State.IsComplete);

        rig.Region.Faults.Inject(action, RegionFault.AccessDenied);
        await rig.RefreshAsync();
        Assert.Equal(isCompleteWithoutPermission, rig.State.IsComplete);

        rig.Region.Faults.Clear();
        await rig.RefreshAsync();
        Assert.True(rig.State.IsComplete);
        Assert.Single(rig.Discover());

        // A list that was complete once stays complete.
        rig.Region.Faults.Inject(action, RegionFault.ServerError);
        await rig.RefreshAsync();
        Assert.True(rig.State.IsComplete);
        Assert.Single(rig.Discover());
    }

    [Theory]
    [InlineData("team", "team")]
    [InlineData("cost center", "cost_center")]
    [InlineData("aws:cloudformation:stack-name", "aws_cloudformation_stack_name")]
    [InlineData("größe", "gr__e")]
    [InlineData("1st", "1st")]
    public void Sanitize_TagKey_IsWhatALabelNameMayHave(string key, string expected) => Assert.Equal(expected, TargetLabels.Sanitize(key));

    private static RegionContainer Container(string name, int port, params (string Name, string Value)[] labels) =>
        new(name) { Ports = [port], DockerLabels = labels.ToDictionary(static label => label.Name, static label => label.Value) };
}
