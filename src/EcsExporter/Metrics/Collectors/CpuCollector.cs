// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>CPU time, CPU shares and throttling of containers.</summary>
internal static class CpuCollector
{
    public static Collector Collector => new("cpu", EnabledByDefault: true,
        "CPU time, CPUs, shares and throttling of each container.",
        () =>
        [
            Family.OfStats("ecs_container_cpu_usage_seconds_total", MetricType.Counter,
                "CPU time that the container has used in user and kernel mode. It starts again at 0 when the container restarts, except on EC2 "
                    + "with a restart policy, where the agent adds it up over restarts.",
                static stats => stats.Cpu?.TotalUsage * stats.CpuUnitSeconds,
                new("S.cpu_stats.cpu_usage.total_usage (ns; 100 ns ticks from Docker on Windows)", Platforms.All,
                    GoExporter: "ecs_container_cpu_usage_seconds_total",
                    Telegraf: "ecs_container_cpu.usage_total{cpu=\"cpu-total\"} (in ns)",
                    OpenTelemetry: "container.cpu.usage.total (in ns)",
                    ContainerInsights: "ContainerCpuUtilized (the rate, in CPU units)",
                    Cadvisor: "container_cpu_usage_seconds_total")),
            Family.OfStats("ecs_container_cpu_user_seconds_total", MetricType.Counter,
                "CPU time that the container has used in user mode; cgroup v1 counts in ticks of 10 ms, so user and system do not add up to usage.",
                static stats => stats.Cpu?.UserUsage * stats.CpuUnitSeconds,
                new("S.cpu_stats.cpu_usage.usage_in_usermode", Platforms.All,
                    Telegraf: "ecs_container_cpu.usage_in_usermode (in ns)",
                    OpenTelemetry: "container.cpu.usage.usermode (in ns)",
                    Cadvisor: "container_cpu_user_seconds_total")),
            Family.OfStats("ecs_container_cpu_system_seconds_total", MetricType.Counter,
                "CPU time that the container has used in kernel mode (not the CPU time of the host); cgroup v1 counts in ticks of 10 ms.",
                static stats => stats.Cpu?.KernelUsage * stats.CpuUnitSeconds,
                new("S.cpu_stats.cpu_usage.usage_in_kernelmode", Platforms.All,
                    Telegraf: "ecs_container_cpu.usage_in_kernelmode (in ns)",
                    OpenTelemetry: "container.cpu.usage.kernelmode (in ns)",
                    Cadvisor: "container_cpu_system_seconds_total")),
            Family.OfStats("ecs_container_cpu_online_cpus", MetricType.Gauge,
                "CPUs of the host that the container can run on; on Fargate, they can be more than the task may use.",
                static stats => stats.Cpu?.OnlineCpus,
                new("S.cpu_stats.online_cpus", Platforms.Linux, OpenTelemetry: "container.cpu.onlines")),
            Family.OfContainers("ecs_container_cpu_shares", MetricType.Gauge,
                "CPU units in the container definition, 1024 per vCPU: on Linux a weight that matters only under contention, on Windows a hard cap.",
                static container => container.Metadata.CpuShares,
                new("C.Limits.CPU, if more than 0; 2 on EC2 if unset", Platforms.All,
                    Telegraf: "ecs_container_meta.limit_cpu",
                    OpenTelemetry: "container.cpu.reserved",
                    ContainerInsights: "ContainerCpuReserved",
                    Cadvisor: "container_spec_cpu_shares")),
            Throttling("ecs_container_cpu_periods_total",
                "Periods in which the container's CPU quota was enforced",
                static cpu => cpu.Periods,
                new("S.cpu_stats.throttling_data.periods, if more than 0", Platforms.Linux,
                    Telegraf: "ecs_container_cpu.throttling_periods",
                    Cadvisor: "container_cpu_cfs_periods_total")),
            Throttling("ecs_container_cpu_throttled_periods_total",
                "Periods in which the container was throttled by its CPU quota",
                static cpu => cpu.ThrottledPeriods,
                new("S.cpu_stats.throttling_data.throttled_periods, if there are periods", Platforms.Linux,
                    Telegraf: "ecs_container_cpu.throttling_throttled_periods",
                    Cadvisor: "container_cpu_cfs_throttled_periods_total")),
            Throttling("ecs_container_cpu_throttled_seconds_total",
                "Time that the container was throttled by its CPU quota",
                static cpu => cpu.ThrottledNanoseconds * 1e-9,
                new("S.cpu_stats.throttling_data.throttled_time (ns), if there are periods", Platforms.Linux,
                    Telegraf: "ecs_container_cpu.throttling_throttled_time (in ns)",
                    Cadvisor: "container_cpu_cfs_throttled_seconds_total")),
        ]);

    /// <summary>A container without its own quota has no periods. It gets no series, because zeros would claim that it is never throttled.</summary>
    private static MetricFamily<TaskSnapshot> Throttling(string name, string help, Func<CpuStats, double?> value, MetricReference reference) =>
        Family.OfStats(name, MetricType.Counter,
            help + ". Absent if the container has no quota of its own; the endpoint does not report throttling by the task's quota.",
            stats => stats.Cpu is { Periods: > 0 } cpu ? value(cpu) : null,
            reference);
}

/// <summary>CPU time of containers by core.</summary>
internal static class CpuPerCoreCollector
{
    private const int NamedCores = 1024;

    public static Collector Collector => new("cpu-per-core", EnabledByDefault: false,
        "CPU time of each container by core, with one series per core. Only under cgroup v1.",
        () => [CoreSeconds(NameCores())]);

    /// <summary>The cores in ordinal order of their names ("10" before "2"), in which samples are sorted. Formatted once.</summary>
    private static (int Index, string Name)[] NameCores() =>
    [
        .. Enumerable.Range(0, NamedCores)
            .Select(index => (index, index.ToString(CultureInfo.InvariantCulture)))
            .OrderBy(core => core.Item2, StringComparer.Ordinal),
    ];

    private static MetricFamily<TaskSnapshot> CoreSeconds((int Index, string Name)[] cores) => new("ecs_container_cpu_core_seconds_total", MetricType.Counter,
        "CPU time that the container has used on the core; 0 for cores that the host lists but does not have. Only under cgroup v1.",
        ["container_name", "cpu"], (snapshot, samples) =>
        {
            foreach (var container in snapshot.Containers)
            {
                var perCore = container.Stats?.Cpu?.UsagePerCoreNanoseconds ?? [];
                foreach (var (index, name) in cores)
                {
                    if (index < perCore.Length)
                    {
                        samples.Add([container.Name, name], perCore[index] * 1e-9, container.CountersSince(survivesRestart: true));
                    }
                }
            }
        })
    {
        Reference = new("S.cpu_stats.cpu_usage.percpu_usage[] (ns)", Platforms.CgroupV1,
            Telegraf: "ecs_container_cpu.usage_total{cpu=\"cpu0\", …} (in ns)",
            Cadvisor: "container_cpu_usage_seconds_total{cpu}"),
    };
}
