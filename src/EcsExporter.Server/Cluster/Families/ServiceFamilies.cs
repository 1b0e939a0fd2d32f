// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric families of services.</summary>
internal static class ServiceFamilies
{
    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        PerService("ecs_service_desired_tasks", "Tasks that the service should run.", static service => service.DesiredTasks),
        PerService("ecs_service_running_tasks", "Tasks of the service in status RUNNING.", static service => service.RunningTasks),
        PerService(
            "ecs_service_pending_tasks",
            "Tasks of the service in status PENDING. Tasks that ECS cannot place on an instance are neither pending nor running.",
            static service => service.PendingTasks),
        PerService(
            "ecs_service_steady_state_timestamp_seconds",
            "Unix time when the service last reported a steady state. Absent until the exporter finds this among the service's last 100 events.",
            static service => ApiFamilies.Seconds(service.SteadyStateAt)),
        PerState(
            "ecs_service_status",
            "Status of the service: 1 for the current status, 0 for the others.",
            "status",
            StateSet.Service,
            static service => service.Status),
        new(
            "ecs_service_info",
            MetricType.Gauge,
            "Configuration of the service, always 1. The label launch_type is empty if the service has a capacity provider strategy.",
            ["cluster", "deployment_controller", "family", "launch_type", "platform_version", "revision", "scheduling_strategy", "service"],
            static (state, samples) =>
            {
                foreach (var cluster in state.Clusters)
                {
                    foreach (var labels in InfoLabels(cluster))
                    {
                        samples.Add(labels, 1);
                    }
                }
            }),
    ];

    /// <summary>Creates a family with one series per service.</summary>
    public static MetricFamily<ClusterState> PerService(string name, string help, Func<EcsService, double?> value) =>
        new(name, MetricType.Gauge, help, ["cluster", "service"], (state, samples) =>
        {
            foreach (var cluster in state.Clusters)
            {
                foreach (var service in cluster.Services.Items)
                {
                    samples.Add([cluster.Name, service.Name], value(service));
                }
            }
        });

    /// <summary>Creates a family with one series per service and state: 1 for the current state, 0 for the others.</summary>
    public static MetricFamily<ClusterState> PerState(string name, string help, string label, StateSet states, Func<EcsService, string?> state) =>
        new(name, MetricType.Gauge, help, ["cluster", "service", label], (region, samples) =>
        {
            foreach (var cluster in region.Clusters)
            {
                foreach (var service in cluster.Services.Items)
                {
                    if (state(service) is { } actual)
                    {
                        foreach (var one in states.With(actual))
                        {
                            samples.Add([cluster.Name, service.Name, one], one == actual ? 1 : 0);
                        }
                    }
                }
            }
        });

    /// <summary>Returns the label values of a cluster's services, in ordinal order.</summary>
    private static string?[][] InfoLabels(ClusterReading cluster)
    {
        var services = cluster.Services.Items;
        var labels = new string?[services.Length][];
        for (var i = 0; i < services.Length; i++)
        {
            var service = services[i];
            var (family, revision) = EcsName.OfTaskDefinition(service.TaskDefinitionArn);
            labels[i] =
            [
                cluster.Name, service.DeploymentController, family, service.LaunchType, service.PlatformVersion, revision, service.SchedulingStrategy,
                service.Name,
            ];
        }

        Array.Sort(labels, Compare);
        return labels;
    }

    private static int Compare(string?[] left, string?[] right)
    {
        var order = 0;
        for (var i = 0; order == 0 && i < left.Length; i++)
        {
            order = string.CompareOrdinal(left[i] ?? "", right[i] ?? "");
        }

        return order;
    }
}
