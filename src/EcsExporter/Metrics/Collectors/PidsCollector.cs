// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics.Collectors;

/// <summary>Processes and threads of containers.</summary>
internal static class PidsCollector
{
    public static Collector Collector => new(
        "pids",
        EnabledByDefault: true,
        "Processes and threads of each container, and how many it may have.",
        () =>
        [
            Family.OfStats(
                "ecs_container_pids",
                MetricType.Gauge,
                "Processes and threads in the container; a thread counts like a process. Fargate and Managed Instances do not tell.",
                static stats => stats.Pids?.Current,
                new("S.pids_stats.current", "Linux on EC2, Anywhere") { Cadvisor = "container_threads" }),
            Family.OfStats(
                "ecs_container_pids_limit",
                MetricType.Gauge,
                "The most processes and threads the container may have; absent when there is no limit.",
                static stats => stats.Pids?.Limit,
                new("S.pids_stats.limit, unless it means unlimited", "Linux on EC2, Anywhere") { Cadvisor = "container_threads_max" }),
        ]);
}
