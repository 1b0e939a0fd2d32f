// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Metrics;

/// <summary>Memory of containers: use, limit, and the events that matter.</summary>
internal static class MemoryCollector
{
    public static Collector Collector { get; } = new(
        "memory",
        EnabledByDefault: true,
        "Memory usage, limit, working set, page cache, page faults and out-of-memory events of each container.",
        () =>
        [
            Declare.Stats(
                "ecs_container_memory_usage_bytes",
                MetricType.Gauge,
                "Memory charged to the container, page cache included, which the kernel gives back when it is needed: compare the working set with the limit, not this. On Windows on EC2 the private working set.",
                static stats => stats.Memory?.UsageBytes ?? stats.Memory?.PrivateWorkingSetBytes,
                new("S.memory_stats.usage; else privateworkingset", Platforms.All)
                {
                    GoExporter = "ecs_container_memory_usage_bytes",
                    OpenTelemetry = "container.memory.usage",
                    Cadvisor = "container_memory_usage_bytes",
                }),
            Declare.Container(
                "ecs_container_memory_limit_bytes",
                MetricType.Gauge,
                "The memory limit that applies to the container: its own, else the task's, else the cgroup's; absent when there is none.",
                static container => container.MemoryLimitBytes,
                new("C.Limits.Memory (MiB) if more than 0; else M.Limits.Memory (MiB) if more than 0; else S.memory_stats.limit unless it means unlimited", Platforms.All)
                {
                    GoExporter = "ecs_container_memory_limit_bytes (0 on EC2 without a container limit)",
                    Telegraf = "ecs_container_meta.limit_mem (in MiB, the container's own only)",
                    OpenTelemetry = "container.memory.reserved (in MiB, the container's own only)",
                    ContainerInsights = "ContainerMemoryReserved (in MB)",
                    Cadvisor = "container_spec_memory_limit_bytes",
                }),
            Cgroup(
                "ecs_container_memory_page_cache_size_bytes",
                MetricType.Gauge,
                "Page cache of files the container read and wrote; part of usage.",
                static memory => memory.Figure("cache", "file"),
                new("S.memory_stats.stats: total_cache, cache; file under cgroup v2", Platforms.Linux)
                {
                    GoExporter = "ecs_container_memory_page_cache_size_bytes (0 under cgroup v2)",
                    Telegraf = "ecs_container_mem.total_cache",
                    Cadvisor = "container_memory_cache",
                }),
            Declare.Stats(
                "ecs_container_memory_working_set_bytes",
                MetricType.Gauge,
                "Memory that cannot be reclaimed easily: usage less inactive page cache. What counts against the limit before the kernel kills; on Windows the private working set.",
                static stats => stats.Memory?.WorkingSetBytes,
                new("S.memory_stats.usage − stats.total_inactive_file, inactive_file, at least 0; privateworkingset on Windows", Platforms.All)
                {
                    Telegraf = "ecs_container_mem.usage",
                    OpenTelemetry = "container.memory.utilized (in MiB; usage less the whole page cache, under cgroup v2 the usage)",
                    ContainerInsights = "ContainerMemoryUtilized (in MB)",
                    Cadvisor = "container_memory_working_set_bytes",
                }),
            Cgroup(
                "ecs_container_memory_rss_bytes",
                MetricType.Gauge,
                "Anonymous memory: heaps and stacks, no file pages.",
                static memory => memory.Figure("rss", "anon"),
                new("S.memory_stats.stats: total_rss, rss; anon under cgroup v2", Platforms.Linux)
                {
                    Telegraf = "ecs_container_mem.total_rss",
                    Cadvisor = "container_memory_rss",
                }),
            Cgroup(
                "ecs_container_memory_mapped_file_bytes",
                MetricType.Gauge,
                "Page cache that is mapped into processes, such as program code.",
                static memory => memory.Figure("mapped_file", "file_mapped"),
                new("S.memory_stats.stats: total_mapped_file, mapped_file; file_mapped under cgroup v2", Platforms.Linux)
                {
                    Telegraf = "ecs_container_mem.total_mapped_file",
                    Cadvisor = "container_memory_mapped_file",
                }),
            Declare.Stats(
                "ecs_container_memory_max_usage_bytes",
                MetricType.Gauge,
                "The most memory usage has been, page cache included; absent under cgroup v2 and from Docker on Windows.",
                static stats => stats.Memory?.MaxUsageBytes,
                new("S.memory_stats.max_usage", Platforms.CgroupV1AndFargateWindows)
                {
                    Telegraf = "ecs_container_mem.max_usage",
                    OpenTelemetry = "container.memory.usage.max",
                    Cadvisor = "container_memory_max_usage_bytes",
                }),
            Cgroup(
                "ecs_container_memory_page_faults_total",
                MetricType.Counter,
                "Page faults of the container's processes, major ones included; most are harmless first touches.",
                static memory => memory["pgfault"],
                new("S.memory_stats.stats: total_pgfault, pgfault", Platforms.Linux)
                {
                    Telegraf = "ecs_container_mem.total_pgfault",
                    Cadvisor = "container_memory_failures_total{failure_type=\"pgfault\"}",
                }),
            Cgroup(
                "ecs_container_memory_major_page_faults_total",
                MetricType.Counter,
                "Page faults that had to read from disk; many at a steady load mean that memory is short.",
                static memory => memory["pgmajfault"],
                new("S.memory_stats.stats: total_pgmajfault, pgmajfault", Platforms.Linux)
                {
                    Telegraf = "ecs_container_mem.total_pgmajfault",
                    Cadvisor = "container_memory_failures_total{failure_type=\"pgmajfault\"}",
                }),
            FailCount(
                "ecs_container_memory_limit_hits_total",
                "Times the container hit its memory limit and page cache had to be reclaimed; not a kill by itself. Only under cgroup v1.",
                isVersion2: false,
                new("S.memory_stats.failcnt", Platforms.CgroupV1)
                {
                    Telegraf = "ecs_container_mem.fail_count",
                    Cadvisor = "container_memory_failcnt",
                }),
            FailCount(
                "ecs_container_oom_events_total",
                "Times the container needed memory beyond its limit and none could be reclaimed, for which the kernel usually kills a process. Only under cgroup v2.",
                isVersion2: true,
                new("S.memory_stats.failcnt", Platforms.CgroupV2)
                {
                    Telegraf = "ecs_container_mem.fail_count",
                    Cadvisor = "container_oom_events_total",
                }),
            Declare.Stats(
                "ecs_container_memory_commit_bytes",
                MetricType.Gauge,
                "Memory the container has committed.",
                static stats => stats.Memory?.CommitBytes,
                new("S.memory_stats.commitbytes", Platforms.Windows)),
            Declare.Stats(
                "ecs_container_memory_commit_peak_bytes",
                MetricType.Gauge,
                "The most memory the container has committed.",
                static stats => stats.Memory?.CommitPeakBytes,
                new("S.memory_stats.commitpeakbytes", Platforms.Windows)),
            Declare.Stats(
                "ecs_container_memory_private_working_set_bytes",
                MetricType.Gauge,
                "Memory in use that the container shares with no other.",
                static stats => stats.Memory?.PrivateWorkingSetBytes,
                new("S.memory_stats.privateworkingset", Platforms.Windows)),
        ])
    {
        Note = "A container whose memory the kernel does not count has none of these series except a limit that `/task` gives. That is so where the "
            + "cgroup's memory controller is off, as it is on a Raspberry Pi by default.",
    };

    private static MetricFamily Cgroup(
        string name, MetricType type, string help, Func<CgroupMemoryStats, double?> value, MetricReference reference) =>
        Declare.Stats(name, type, help, stats => stats.Memory?.Cgroup is { } memory ? value(memory) : null, reference, survivesRestart: false);

    /// <summary>One field has two meanings: limit hits under cgroup v1, kills under v2.</summary>
    private static MetricFamily FailCount(string name, string help, bool isVersion2, MetricReference reference) =>
        Declare.Stats(
            name,
            MetricType.Counter,
            help,
            stats => stats.Memory is { Cgroup: { } cgroup } memory && cgroup.IsVersion2 == isVersion2 ? memory.FailCount : null,
            reference);
}
