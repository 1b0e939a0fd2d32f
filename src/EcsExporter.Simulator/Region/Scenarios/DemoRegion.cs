// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Simulator.Region.Scenarios;

/// <summary>
/// Builds two clusters with every launch type, network mode and scheduling strategy. Most services are healthy; the names of the others say what is
/// wrong with them.
/// </summary>
internal static class DemoRegion
{
    public static void Build(RegionModel region)
    {
        BuildShop(region.AddCluster("shop"));
        BuildPlatform(region.AddCluster("platform"));
    }

    /// <summary>Builds the cluster on Fargate: healthy services, and a service for each kind of trouble.</summary>
    private static void BuildShop(RegionCluster cluster)
    {
        _ = cluster.AddService(new ServiceDeclaration("web", Labelled("web", 12, "PROMETHEUS_EXPORTER_PORT=9404", "PROMETHEUS_EXPORTER_PATH=/stats"))
        {
            DesiredCount = 4,
            Tags = new Dictionary<string, string> { ["team"] = "shop", ["tier"] = "front" },
        });
        _ = cluster.AddService(new ServiceDeclaration("edge", new RegionTaskDefinition("edge", 3)) { IPv6Only = true });
        _ = cluster.AddService(new ServiceDeclaration("search", new RegionTaskDefinition("search", 21))
        {
            DesiredCount = 2,
            PlannedStops = [After(StopCauses.OutOfMemory, 150), After(StopCauses.OutOfMemory, 210)],
        });
        _ = cluster.AddService(new ServiceDeclaration("crash-loop", new RegionTaskDefinition("crash-loop", 5))
        {
            PlannedStops = [After(StopCauses.EssentialExit, 45)],
        });
        _ = cluster.AddService(new ServiceDeclaration("unhealthy", new RegionTaskDefinition("unhealthy", 8))
        {
            PlannedStops = [After(StopCauses.LoadBalancerHealthCheck, 90)],
        });
        _ = cluster.AddService(new ServiceDeclaration("spot", new RegionTaskDefinition("spot", 2))
        {
            DesiredCount = 3,
            PlannedStops = [After(StopCauses.Find("spot"), 400), After(StopCauses.Find("spot"), 700), After(StopCauses.Find("spot"), 1000)],
        });

        // A deployment that never ends: its image cannot be pulled, and no circuit breaker stops it. The old tasks keep running.
        cluster.AddService(new ServiceDeclaration("stuck-deployment", new RegionTaskDefinition("stuck-deployment", 33)) { DesiredCount = 2 });
        cluster.Service("stuck-deployment").Deploy(null, After(StopCauses.CannotPullImage, 30));

        // The circuit breaker stops this deployment.
        cluster.AddService(
            new ServiceDeclaration("failed-deployment", new RegionTaskDefinition("failed-deployment", 4)) { CircuitBreaker = CircuitBreaker.Fail });
        cluster.Service("failed-deployment").Deploy(null, After(StopCauses.Find("secret-out-of-reach"), 25));

        for (var number = 0; number < 3; number++)
        {
            _ = cluster.RunTask(new RegionTaskDefinition("nightly-report", 1), After(StopCauses.Find("essential-success"), 120 + (60 * number)));
        }
    }

    /// <summary>Builds the cluster with container instances: EC2 in bridge and host mode, Managed Instances, and a machine outside AWS.</summary>
    private static void BuildPlatform(RegionCluster cluster)
    {
        cluster.AddInstances(4);
        cluster.AddInstances(1, new InstanceDeclaration { LaunchType = LaunchType.ManagedInstances, InstanceType = "c7g.xlarge" });
        cluster.AddInstances(1, new InstanceDeclaration { LaunchType = LaunchType.External, InstanceType = "none" });
        cluster.Instances[3].AgentConnected = false;
        _ = cluster.AddService(new ServiceDeclaration("api", Labelled("api", 9, "PROMETHEUS_EXPORTER_PORT=8080") with { NetworkMode = NetworkMode.Bridge })
        {
            DesiredCount = 5,
            LaunchType = LaunchType.Ec2,
            Tags = new Dictionary<string, string> { ["team"] = "platform" },
        });
        _ = cluster.AddService(new ServiceDeclaration("log-agent", new RegionTaskDefinition("log-agent", 2) { NetworkMode = NetworkMode.Host })
        {
            LaunchType = LaunchType.Ec2,
            Strategy = SchedulingStrategy.Daemon,
        });
        _ = cluster.AddService(new ServiceDeclaration("no-room", new RegionTaskDefinition("no-room", 1) { MemoryMebibytes = 6000 })
        {
            DesiredCount = 8,
            LaunchType = LaunchType.Ec2,
        });
        _ = cluster.AddService(new ServiceDeclaration("managed", new RegionTaskDefinition("managed", 1)) { LaunchType = LaunchType.ManagedInstances });
        _ = cluster.AddService(new ServiceDeclaration("factory", new RegionTaskDefinition("factory", 6) { NetworkMode = NetworkMode.Bridge })
        {
            LaunchType = LaunchType.External,
        });

        // Invalid labels: any team may write any text into its labels.
        _ = cluster.AddService(new ServiceDeclaration("odd-labels", Labelled("odd-labels", 1, "PROMETHEUS_EXPORTER_PORT=99999") with
        {
            Containers =
            [
                Container("port-too-high", "PROMETHEUS_EXPORTER_PORT=99999"),
                Container("port-is-text", "PROMETHEUS_EXPORTER_PORT=http"),
                Container("path-is-an-address", "PROMETHEUS_EXPORTER_PORT=9404", "PROMETHEUS_EXPORTER_PATH=http://elsewhere.example/"),
                Container("scheme-unknown", "PROMETHEUS_EXPORTER_PORT=9404", "PROMETHEUS_EXPORTER_SCHEME=gopher"),
                Container("other-prefix", "ECS_PROMETHEUS_EXPORTER_PORT=9404"),
            ],
        }));
    }

    private static PlannedStop After(StopCause cause, int seconds) => new(cause, TimeSpan.FromSeconds(seconds));

    private static RegionTaskDefinition Labelled(string family, int revision, params string[] labels) =>
        new(family, revision) { Containers = [Container("app", labels), RegionContainer.Exporter] };

    /// <summary>A container with docker labels, each <c>NAME=VALUE</c>.</summary>
    private static RegionContainer Container(string name, params string[] labels)
    {
        Dictionary<string, string> dockerLabels = new(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var equals = label.IndexOf('=', StringComparison.Ordinal);
            dockerLabels[label[..equals]] = label[(equals + 1)..];
        }

        return RegionContainer.Application with { Name = name, Ports = [8080, 9404], DockerLabels = dockerLabels };
    }
}
