// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Ratios of use to limit, 0 to 1, for operators without recording rules.</summary>
internal static class UtilizationCollector
{
    public static Collector Collector => new("utilization", EnabledByDefault: false,
        "CPU, memory and storage use as a ratio of the limit. Recording rules on the other metrics are more precise.",
        () =>
        [
            Family.OfContainers("ecs_container_cpu_utilization_ratio", MetricType.Gauge,
                "CPU usage of the container between the endpoint's last two samples, as a ratio of the task's limit or, without one, of the "
                    + "host's CPUs. On Windows, the container's own hard cap takes precedence; on Linux, CPU shares are not a limit.",
                static container => container.Stats?.CpuCoresUsed / container.CpuLimitVcpus,
                new("S.cpu_stats, S.precpu_stats, S.read, S.preread; M.Limits.CPU, else S.cpu_stats.online_cpus", Platforms.All,
                    Telegraf: "ecs_container_cpu.usage_percent (of one core, in percent)",
                    OpenTelemetry: "container.cpu.utilized (percent of a core, divided by the container's CPU units if it has any)",
                    ContainerInsights: "ContainerCpuUtilization (in percent)")),
            Family.OfContainers("ecs_container_memory_utilization_ratio", MetricType.Gauge,
                "Working set of the container as a ratio of the memory limit that applies to it. Absent without a limit.",
                static container => container.Stats?.Memory?.WorkingSetBytes / container.MemoryLimitBytes,
                new("as ecs_container_memory_working_set_bytes and ecs_container_memory_limit_bytes", Platforms.All,
                    Telegraf: "ecs_container_mem.usage_percent (of the cgroup's limit)",
                    ContainerInsights: "ContainerMemoryUtilization (in percent)")),
            new("ecs_task_cpu_utilization_ratio", MetricType.Gauge,
                "CPU usage of all containers between the endpoint's last two samples, as a ratio of the task's limit or, without one, of the host's CPUs.",
                [],
                static (snapshot, samples) => samples.Add(
                    Sum(snapshot, static stats => stats.CpuCoresUsed) / (snapshot.Task?.CpuLimitVcpus ?? Processors(snapshot))))
            {
                Reference = new("as ecs_container_cpu_utilization_ratio, over all containers", Platforms.All,
                    OpenTelemetry: "ecs.task.cpu.utilized (in CPU units)",
                    ContainerInsights: "TaskCpuUtilization (in percent)"),
            },
            new("ecs_task_memory_utilization_ratio", MetricType.Gauge,
                "Working set of all containers as a ratio of the task's memory limit. Absent without a limit.",
                [],
                static (snapshot, samples) => samples.Add(
                    Sum(snapshot, static stats => stats.Memory?.WorkingSetBytes) / (snapshot.Task?.MemoryLimitMebibytes * Limits.BytesPerMebibyte)))
            {
                Reference = new("as ecs_container_memory_working_set_bytes, over all containers; M.Limits.Memory", Platforms.All,
                    ContainerInsights: "TaskMemoryUtilization (in percent)"),
            },
            Family.OfTask("ecs_task_ephemeral_storage_utilization_ratio", MetricType.Gauge,
                "Ephemeral storage that the task uses, as a ratio of what it has.",
                static task => task.EphemeralStorageReservedMebibytes > 0
                    ? (double?)task.EphemeralStorageUsedMebibytes / task.EphemeralStorageReservedMebibytes
                    : null,
                new("M.EphemeralStorageMetrics", Platforms.FargateLinux, ContainerInsights: "TaskEphemeralStorageUtilization (in percent)")),
        ]);

    /// <summary>
    /// The sum over all containers that have stats, published or not; null when one of them lacks the figure, because a partial sum would look like
    /// the task's total.
    /// </summary>
    private static double? Sum(TaskSnapshot snapshot, Func<ContainerStats, double?> figure)
    {
        double?[] figures = [.. snapshot.AllContainers.Select(static container => container.Stats).OfType<ContainerStats>().Select(figure)];
        return figures.Length == 0 || figures.Contains(null) ? null : figures.Sum();
    }

    private static double? Processors(TaskSnapshot snapshot) => snapshot.AllContainers.Max(container => container.Stats?.Processors);
}
