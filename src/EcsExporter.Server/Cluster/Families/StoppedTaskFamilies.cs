// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Declares the metric family of stopped tasks.</summary>
internal static class StoppedTaskFamilies
{
    public static IEnumerable<MetricFamily<ClusterState>> All() =>
    [
        new(
            "ecs_tasks_stopped_total",
            MetricType.Counter,
            "Tasks that have stopped since the exporter started, by reason. The label service is empty for tasks that no service started.",
            ["cluster", "reason", "service"],
            static (state, samples) =>
            {
                var counts = state.StopCounts;
                for (int first = 0, end; first < counts.Length; first = end)
                {
                    var cluster = counts[first].Cluster;
                    end = Array.FindIndex(counts, first, count => count.Cluster != cluster) is >= 0 and var next ? next : counts.Length;
                    foreach (var reason in StopReasons.All)
                    {
                        foreach (var count in counts.AsSpan(first..end))
                        {
                            samples.Add([cluster, reason.Label(), count.Service], count.Of(reason), Timestamp.From(count.Since));
                        }
                    }
                }
            }),
    ];
}
