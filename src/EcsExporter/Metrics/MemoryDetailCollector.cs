// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>The rest of the cgroup's memory breakdown.</summary>
internal static class MemoryDetailCollector
{
    public static Collector Collector { get; } = new(
        "memory-detail",
        EnabledByDefault: false,
        "The cgroup's breakdown of each container's memory: active, inactive, dirty, slab, sockets and more; some fourteen series a container.",
        () =>
        [
            Gauge("ecs_container_memory_active_anon_bytes", "Anonymous memory used recently.", "active_anon", "active_anon"),
            Gauge("ecs_container_memory_inactive_anon_bytes", "Anonymous memory not used for a while; what swap would take first.", "inactive_anon", "inactive_anon"),
            Gauge("ecs_container_memory_active_file_bytes", "Page cache used recently.", "active_file", "active_file", cadvisor: "container_memory_total_active_file_bytes"),
            Gauge("ecs_container_memory_inactive_file_bytes", "Page cache not used for a while, which is reclaimed first; usage less this is the working set.", "inactive_file", "inactive_file", cadvisor: "container_memory_total_inactive_file_bytes"),
            Gauge("ecs_container_memory_unevictable_bytes", "Memory locked in place.", "unevictable", "unevictable"),
            Gauge("ecs_container_memory_dirty_bytes", "Page cache that waits to be written to disk.", "dirty", "file_dirty", inTelegraf: false),
            Gauge("ecs_container_memory_writeback_bytes", "Page cache that is being written to disk.", "writeback", "file_writeback"),
            Gauge("ecs_container_memory_shmem_bytes", "Shared memory and tmpfs; counted as page cache although it cannot be dropped.", "shmem", "shmem", inTelegraf: false),
            Gauge("ecs_container_memory_anon_huge_pages_bytes", "Anonymous memory in transparent huge pages; part of rss.", "rss_huge", "anon_thp"),
            Version2Gauge("ecs_container_memory_slab_bytes", "Kernel data structures, reclaimable or not.", "slab"),
            Version2Gauge("ecs_container_memory_slab_reclaimable_bytes", "Kernel data structures that can be dropped, such as cached directory entries.", "slab_reclaimable"),
            Version2Gauge("ecs_container_memory_slab_unreclaimable_bytes", "Kernel data structures that cannot be dropped.", "slab_unreclaimable"),
            Version2Gauge("ecs_container_memory_kernel_stack_bytes", "Kernel stacks of the container's threads.", "kernel_stack"),
            Version2Gauge("ecs_container_memory_sock_bytes", "Network buffers.", "sock"),
            Declare.Stats(
                "ecs_container_memory_refaults_total",
                MetricType.Counter,
                "Pages of files that were needed again soon after they had been dropped from the page cache; a rising rate means that memory is short. Only under cgroup v2.",
                static stats => stats.Memory?.Cgroup is { IsVersion2: true } memory
                    ? memory["workingset_refault_file"] ?? memory["workingset_refault"]
                    : null,
                new("S.memory_stats.stats.workingset_refault_file, workingset_refault on older kernels", Platforms.CgroupV2),
                survivesRestart: false),
        ]);

    private static MetricFamily Gauge(
        string name, string help, string version1Name, string version2Name, bool inTelegraf = true, string? cadvisor = null) =>
        Declare.Stats(
            name,
            MetricType.Gauge,
            help,
            stats => stats.Memory?.Cgroup?.Figure(version1Name, version2Name),
            new(
                version1Name == version2Name
                    ? $"S.memory_stats.stats: total_{version1Name}, {version1Name}"
                    : $"S.memory_stats.stats: total_{version1Name}, {version1Name}; {version2Name} under cgroup v2",
                Platforms.Linux)
            {
                Telegraf = inTelegraf ? $"ecs_container_mem.total_{version1Name}" : null,
                Cadvisor = cadvisor,
            });

    private static MetricFamily Version2Gauge(string name, string help, string version2Name) =>
        Declare.Stats(
            name,
            MetricType.Gauge,
            help + " Only under cgroup v2.",
            stats => stats.Memory?.Cgroup is { IsVersion2: true } memory ? memory[version2Name] : null,
            new($"S.memory_stats.stats.{version2Name}", Platforms.CgroupV2));
}
