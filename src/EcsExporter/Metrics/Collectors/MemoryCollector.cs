// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Memory of containers: usage, limit, page faults and out-of-memory events.</summary>
internal static class MemoryCollector
{
    public static Collector Collector => new("memory", EnabledByDefault: true,
        "Memory usage, limit, working set, page cache, page faults and out-of-memory events of each container.",
        () =>
        [
            Family.OfStats("ecs_container_memory_usage_bytes", MetricType.Gauge,
                "Memory charged to the container, including page cache that the kernel can reclaim; on Windows on EC2, the private working "
                    + "set. Compare the working set with the limit, not this value.",
                static stats => stats.Memory?.UsageBytes ?? stats.Memory?.PrivateWorkingSetBytes,
                new("S.memory_stats.usage; else privateworkingset", Platforms.All,
                    GoExporter: "ecs_container_memory_usage_bytes",
                    OpenTelemetry: "container.memory.usage",
                    Cadvisor: "container_memory_usage_bytes")),
            Family.OfContainers("ecs_container_memory_limit_bytes", MetricType.Gauge,
                "Memory limit that applies to the container: its own, else the task's, else the cgroup's. Absent without a limit.",
                static container => container.MemoryLimitBytes,
                new(
                    "C.Limits.Memory (MiB) if more than 0; else M.Limits.Memory (MiB) if more than 0; else S.memory_stats.limit unless it means unlimited",
                    Platforms.All,
                    GoExporter: "ecs_container_memory_limit_bytes (0 on EC2 without a container limit)",
                    Telegraf: "ecs_container_meta.limit_mem (in MiB, the container's own only)",
                    OpenTelemetry: "container.memory.reserved (in MiB, the container's own only)",
                    ContainerInsights: "ContainerMemoryReserved (in MB)",
                    Cadvisor: "container_spec_memory_limit_bytes")),
            Cgroup("ecs_container_memory_page_cache_size_bytes", MetricType.Gauge,
                "Page cache of files that the container read or wrote; part of usage.",
                static memory => memory.Figure("cache", "file"),
                new("S.memory_stats.stats: total_cache, cache; file under cgroup v2", Platforms.Linux,
                    GoExporter: "ecs_container_memory_page_cache_size_bytes (0 under cgroup v2)",
                    Telegraf: "ecs_container_mem.total_cache",
                    Cadvisor: "container_memory_cache")),
            Family.OfStats("ecs_container_memory_working_set_bytes", MetricType.Gauge,
                "Usage minus inactive page cache: memory that the kernel cannot easily reclaim. Compare this with the limit; on Windows, it is "
                    + "the private working set.",
                static stats => stats.Memory?.WorkingSetBytes,
                new("S.memory_stats.usage − stats.total_inactive_file, inactive_file, at least 0; privateworkingset on Windows", Platforms.All,
                    Telegraf: "ecs_container_mem.usage",
                    OpenTelemetry: "container.memory.utilized (in MiB; usage, under cgroup v1 without the page cache)",
                    ContainerInsights: "ContainerMemoryUtilized (in MB)",
                    Cadvisor: "container_memory_working_set_bytes")),
            Cgroup("ecs_container_memory_rss_bytes", MetricType.Gauge,
                "Anonymous memory, such as heaps and stacks, without pages of files.",
                static memory => memory.Figure("rss", "anon"),
                new("S.memory_stats.stats: total_rss, rss; anon under cgroup v2", Platforms.Linux,
                    Telegraf: "ecs_container_mem.total_rss",
                    Cadvisor: "container_memory_rss")),
            Cgroup("ecs_container_memory_mapped_file_bytes", MetricType.Gauge,
                "Page cache that is mapped into processes, such as program code.",
                static memory => memory.Figure("mapped_file", "file_mapped"),
                new("S.memory_stats.stats: total_mapped_file, mapped_file; file_mapped under cgroup v2", Platforms.Linux,
                    Telegraf: "ecs_container_mem.total_mapped_file",
                    Cadvisor: "container_memory_mapped_file")),
            Family.OfStats("ecs_container_memory_max_usage_bytes", MetricType.Gauge,
                "Maximum memory usage so far, including page cache. Absent under cgroup v2 and on Windows on EC2.",
                static stats => stats.Memory?.MaxUsageBytes,
                new("S.memory_stats.max_usage", Platforms.CgroupV1AndFargateWindows,
                    Telegraf: "ecs_container_mem.max_usage",
                    OpenTelemetry: "container.memory.usage.max",
                    Cadvisor: "container_memory_max_usage_bytes")),
            Cgroup("ecs_container_memory_page_faults_total", MetricType.Counter,
                "Page faults of the container's processes, including major ones. Most are harmless first accesses.",
                static memory => memory["pgfault"],
                new("S.memory_stats.stats: total_pgfault, pgfault", Platforms.Linux,
                    Telegraf: "ecs_container_mem.total_pgfault",
                    Cadvisor: "container_memory_failures_total{failure_type=\"pgfault\"}")),
            Cgroup("ecs_container_memory_major_page_faults_total", MetricType.Counter,
                "Page faults that had to read from disk. A high rate under steady load means that memory is short.",
                static memory => memory["pgmajfault"],
                new("S.memory_stats.stats: total_pgmajfault, pgmajfault", Platforms.Linux,
                    Telegraf: "ecs_container_mem.total_pgmajfault",
                    Cadvisor: "container_memory_failures_total{failure_type=\"pgmajfault\"}")),
            FailCount("ecs_container_memory_limit_hits_total",
                "Times that the container hit its memory limit and the kernel had to reclaim memory, which is not an OOM kill by itself. Only under cgroup v1.",
                isVersion2: false,
                new("S.memory_stats.failcnt", Platforms.CgroupV1,
                    Telegraf: "ecs_container_mem.fail_count",
                    Cadvisor: "container_memory_failcnt")),
            FailCount("ecs_container_oom_events_total",
                "Times that the container hit its memory limit and the kernel could not reclaim memory; the kernel then usually kills a process. "
                    + "Only under cgroup v2.",
                isVersion2: true,
                new("S.memory_stats.failcnt", Platforms.CgroupV2,
                    Telegraf: "ecs_container_mem.fail_count",
                    Cadvisor: "container_oom_events_total")),
            Family.OfStats("ecs_container_memory_commit_bytes", MetricType.Gauge,
                "Memory that the container has committed. Windows only.",
                static stats => stats.Memory?.CommitBytes,
                new("S.memory_stats.commitbytes", Platforms.Windows)),
            Family.OfStats("ecs_container_memory_commit_peak_bytes", MetricType.Gauge,
                "Maximum memory that the container has committed so far. Windows only.",
                static stats => stats.Memory?.CommitPeakBytes,
                new("S.memory_stats.commitpeakbytes", Platforms.Windows)),
            Family.OfStats("ecs_container_memory_private_working_set_bytes", MetricType.Gauge,
                "Memory in use that the container does not share. Windows only.",
                static stats => stats.Memory?.PrivateWorkingSetBytes,
                new("S.memory_stats.privateworkingset", Platforms.Windows)),
        ])
    {
        Note = "If the cgroup's memory controller is off, as it is by default on a Raspberry Pi, all these series are absent except a limit that "
            + "`/task` gives.",
    };

    private static MetricFamily<TaskSnapshot> Cgroup(
        string name, MetricType type, string help, Func<CgroupMemoryStats, double?> value, MetricReference reference) =>
        Family.OfStats(name, type, help, stats => stats.Memory?.Cgroup is { } memory ? value(memory) : null, reference, survivesRestart: false);

    /// <summary>
    /// Docker gives one field two meanings: limit hits under cgroup v1, out-of-memory events (<c>oom</c> in <c>memory.events</c>) under v2.
    /// </summary>
    private static MetricFamily<TaskSnapshot> FailCount(string name, string help, bool isVersion2, MetricReference reference) =>
        Family.OfStats(name, MetricType.Counter, help,
            stats => stats.Memory is { Cgroup: { } cgroup } memory && cgroup.IsVersion2 == isVersion2 ? memory.FailCount : null,
            reference);
}

/// <summary>The rest of the cgroup's memory breakdown.</summary>
internal static class MemoryDetailCollector
{
    public static Collector Collector => new("memory-detail", EnabledByDefault: false,
        "The cgroup's breakdown of each container's memory: active, inactive, dirty, slab, sockets and more. About 14 series per container.",
        () =>
        [
            Gauge("ecs_container_memory_active_anon_bytes", "Anonymous memory used recently.", "active_anon"),
            Gauge("ecs_container_memory_inactive_anon_bytes", "Anonymous memory not used recently; the kernel swaps it out first.", "inactive_anon"),
            Gauge("ecs_container_memory_active_file_bytes", "Page cache used recently.", "active_file", cadvisor: "container_memory_total_active_file_bytes"),
            Gauge("ecs_container_memory_inactive_file_bytes",
                "Page cache not used recently; the kernel reclaims it first. The working set is usage minus this.", "inactive_file",
                cadvisor: "container_memory_total_inactive_file_bytes"),
            Gauge("ecs_container_memory_unevictable_bytes", "Memory that the kernel cannot evict, such as locked memory.", "unevictable"),
            Gauge("ecs_container_memory_dirty_bytes", "Page cache that is waiting to be written to disk.", "dirty", "file_dirty", inTelegraf: false),
            Gauge("ecs_container_memory_writeback_bytes", "Page cache that is being written to disk.", "writeback", "file_writeback"),
            Gauge("ecs_container_memory_shmem_bytes",
                "Shared memory and tmpfs; counted as page cache, although the kernel cannot drop it.", "shmem", inTelegraf: false),
            Gauge("ecs_container_memory_anon_huge_pages_bytes", "Anonymous memory in transparent huge pages; part of rss.", "rss_huge", "anon_thp"),
            Version2Gauge("ecs_container_memory_slab_bytes", "Kernel data structures, reclaimable or not.", "slab"),
            Version2Gauge("ecs_container_memory_slab_reclaimable_bytes",
                "Kernel data structures that can be dropped, such as cached directory entries.", "slab_reclaimable"),
            Version2Gauge("ecs_container_memory_slab_unreclaimable_bytes", "Kernel data structures that cannot be dropped.", "slab_unreclaimable"),
            Version2Gauge("ecs_container_memory_kernel_stack_bytes", "Kernel stacks of the container's threads.", "kernel_stack"),
            Version2Gauge("ecs_container_memory_sock_bytes", "Network buffers.", "sock"),
            Family.OfStats("ecs_container_memory_refaults_total", MetricType.Counter,
                "File pages that were needed again soon after the kernel dropped them; a rising rate means that memory is short. "
                    + "Only under cgroup v2.",
                static stats => stats.Memory?.Cgroup is { IsVersion2: true } memory
                    ? memory["workingset_refault_file"] ?? memory["workingset_refault"]
                    : null,
                new("S.memory_stats.stats.workingset_refault_file, workingset_refault on older kernels", Platforms.CgroupV2),
                survivesRestart: false),
        ]);

    private static MetricFamily<TaskSnapshot> Gauge(
        string name, string help, string version1Name, string? version2Name = null, bool inTelegraf = true, string? cadvisor = null) =>
        Family.OfStats(name, MetricType.Gauge, help,
            stats => stats.Memory?.Cgroup?.Figure(version1Name, version2Name ?? version1Name),
            new(
                version2Name is null
                    ? $"S.memory_stats.stats: total_{version1Name}, {version1Name}"
                    : $"S.memory_stats.stats: total_{version1Name}, {version1Name}; {version2Name} under cgroup v2",
                Platforms.Linux,
                Telegraf: inTelegraf ? $"ecs_container_mem.total_{version1Name}" : null,
                Cadvisor: cadvisor));

    private static MetricFamily<TaskSnapshot> Version2Gauge(string name, string help, string version2Name) =>
        Family.OfStats(name, MetricType.Gauge, help + " Only under cgroup v2.",
            stats => stats.Memory?.Cgroup is { IsVersion2: true } memory ? memory[version2Name] : null,
            new($"S.memory_stats.stats.{version2Name}", Platforms.CgroupV2));
}
