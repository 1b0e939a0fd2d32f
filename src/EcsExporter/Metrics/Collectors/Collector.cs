// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>A group of families that is switched on and off as one.</summary>
/// <param name="Name">The name in <c>--collector.NAME</c>.</param>
/// <param name="EnabledByDefault">Whether it runs unless told otherwise.</param>
/// <param name="Help">What it publishes, for the help text of its flag.</param>
/// <param name="Families">Makes its declarations.</param>
public sealed record Collector(string Name, bool EnabledByDefault, string Help, Func<IEnumerable<MetricFamily<TaskSnapshot>>> Families)
{
    /// <summary>All collectors of task and container metrics, by name.</summary>
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

    /// <summary>What is peculiar to all of its families on some platform, for the reference page; "" for nothing.</summary>
    public string Note { get; init; } = "";
}
