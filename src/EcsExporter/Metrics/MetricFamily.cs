// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics;

/// <summary>
/// One metric, declared once: what it is called, what it means, where its value comes from. Everything else — the output,
/// its order, the reference page — follows from the declaration.
/// </summary>
/// <param name="name">The family's name, with the unit and, for counters, <c>_total</c>.</param>
/// <param name="type">Counter or gauge.</param>
/// <param name="help">One sentence or two: what it is, where it comes from, the trap if there is one.</param>
/// <param name="labelNames">The family's own labels, in ordinal order.</param>
/// <param name="collect">
/// Adds the samples a snapshot has, in ordinal order of their label values; none when the source field is absent.
/// </param>
public sealed class MetricFamily(
    string name, MetricType type, string help, IReadOnlyList<string> labelNames, Action<TaskSnapshot, Samples> collect)
{
    /// <summary>The family's name.</summary>
    public string Name => name;

    /// <summary>Counter or gauge.</summary>
    public MetricType Type => type;

    /// <summary>The help text, unescaped.</summary>
    public string Help => help;

    /// <summary>The family's own labels, in ordinal order.</summary>
    public IReadOnlyList<string> LabelNames => labelNames;

    /// <summary>Source, platforms and other tools' names; null for families about the exporter itself.</summary>
    internal MetricReference? Reference { get; init; }

    /// <summary>Adds the snapshot's samples of this family.</summary>
    internal void Collect(TaskSnapshot snapshot, Samples samples) => collect(snapshot, samples);
}
