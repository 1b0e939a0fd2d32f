// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>A group of families that one flag enables or disables.</summary>
/// <param name="Name">The name in <c>--collector.NAME</c>.</param>
/// <param name="EnabledByDefault">Whether the collector is enabled without its flag.</param>
/// <param name="Help">The help text of the flag: what the collector publishes.</param>
/// <param name="Families">Creates the declarations of the families.</param>
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

    /// <summary>A note for the reference page about a platform's quirk that affects all of its families; "" for none.</summary>
    public string Note { get; init; } = "";
}
