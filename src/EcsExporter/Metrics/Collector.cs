// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A group of families that is switched on and off as one.</summary>
/// <param name="Name">The name in <c>--collector.NAME</c>.</param>
/// <param name="EnabledByDefault">Whether it runs unless told otherwise.</param>
/// <param name="Help">What it publishes, for the help text of its flag.</param>
/// <param name="Families">Its declarations.</param>
public sealed record Collector(string Name, bool EnabledByDefault, string Help, Func<IEnumerable<MetricFamily>> Families)
{
    /// <summary>What is peculiar to all of its families on some platform, for the reference page; "" for nothing.</summary>
    public string Note { get; init; } = "";
}
