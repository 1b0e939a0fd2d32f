// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric families of clusters.</summary>
internal static class ClusterFamilies
{
    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        new(
            "ecs_cluster_tasks",
            MetricType.Gauge,
            "Running and pending tasks of the cluster, including those of services that are not selected.",
            ["cluster", "status"],
            static (state, samples) =>
            {
                foreach (var cluster in state.Clusters)
                {
                    samples.Add([cluster.Name, "pending"], cluster.Cluster.PendingTasks);
                    samples.Add([cluster.Name, "running"], cluster.Cluster.RunningTasks);
                }
            }),
        PerCluster("ecs_cluster_services", "Services of the cluster in status ACTIVE, selected or not.", static cluster => cluster.ActiveServices),
        PerCluster(
            "ecs_cluster_container_instances",
            "Container instances of the cluster in any status. Fargate has none.",
            static cluster => cluster.ContainerInstances),
        new(
            "ecs_cluster_missing",
            MetricType.Gauge,
            "Whether a cluster in --cluster.name is missing in the region (1) or exists (0). Absent without --cluster.name.",
            ["cluster"],
            static (state, samples) =>
            {
                string[] wanted = [.. state.WantedClusters];
                Array.Sort(wanted, StringComparer.Ordinal);
                foreach (var name in wanted)
                {
                    samples.Add(name, Array.IndexOf(state.MissingClusters, name) >= 0 ? 1 : 0);
                }
            }),
    ];

    private static MetricFamily<ClusterState> PerCluster(string name, string help, Func<EcsCluster, double?> value) =>
        new(name, MetricType.Gauge, help, ["cluster"], (state, samples) =>
        {
            foreach (var cluster in state.Clusters)
            {
                samples.Add(cluster.Name, value(cluster.Cluster));
            }
        });
}
