// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>All collectors of task and container metrics.</summary>
public static class Collectors
{
    /// <summary>The collectors by name.</summary>
    public static IReadOnlyList<Collector> All { get; } =
    [
        BlockIoCollector.Collector,
        ClassicCollector.Collector,
        ContainerCollector.Collector,
        CpuCollector.Collector,
        CpuPerCoreCollector.Collector,
        MemoryCollector.Collector,
        MemoryDetailCollector.Collector,
        NetworkCollector.Collector,
        PidsCollector.Collector,
        TaskCollector.Collector,
        UtilizationCollector.Collector,
    ];
}
