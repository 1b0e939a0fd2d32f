// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Why tasks stopped.</summary>
internal static class StoppedTaskFamilies
{
    /// <summary>The families.</summary>
    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        new(
            "ecs_tasks_stopped_total",
            MetricType.Counter,
            "Tasks that have stopped since the exporter started, by reason. The label service is empty for tasks that no service started.",
            ["cluster", "reason", "service"],
            static (state, samples) =>
            {
                foreach (var cluster in state.StopCounts.GroupBy(static count => count.Cluster, StringComparer.Ordinal))
                {
                    foreach (var reason in StopReasons.All)
                    {
                        foreach (var count in cluster)
                        {
                            samples.Add([cluster.Key, reason.Label(), count.Service], count.Counts[(int)reason], Timestamp.From(count.Since));
                        }
                    }
                }
            }),
    ];
}
