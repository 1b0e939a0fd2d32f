// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>All collectors of task and container metrics.</summary>
public static class Collectors
{
    /// <summary>The collectors by name.</summary>
    public static IReadOnlyList<Collector> All { get; } =
    [
        ClassicCollector.Collector,
    ];
}
