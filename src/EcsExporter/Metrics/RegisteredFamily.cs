// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A family as its registry publishes it: its own labels and the common labels, merged in ordinal order.</summary>
public sealed class RegisteredFamily
{
    private readonly MetricFamily _family;
    private readonly string[] _labelNames;

    private RegisteredFamily(int index, MetricFamily family, List<string> commonLabels, int[] commonIndexes)
    {
        _family = family;
        _labelNames = [.. family.LabelNames, .. commonLabels];
        Array.Sort(_labelNames, StringComparer.Ordinal);
        Index = index;
        OwnPositions = [.. family.LabelNames.Select(PositionOf)];
        CommonIndexes = commonIndexes;
        CommonPositions = [.. commonLabels.Select(PositionOf)];
    }

    /// <summary>The family's index in <see cref="MetricRegistry{TScrape}.Families"/>.</summary>
    public int Index { get; }

    /// <summary>The family's name.</summary>
    public string Name => _family.Name;

    /// <summary>Counter or gauge.</summary>
    public MetricType Type => _family.Type;

    /// <summary>The help text, unescaped.</summary>
    public string Help => _family.Help;

    /// <summary>All labels of a series, in ordinal order.</summary>
    public ReadOnlySpan<string> LabelNames => _labelNames;

    /// <summary>The index in <see cref="LabelNames"/> of each of the family's own labels.</summary>
    internal int[] OwnPositions { get; }

    /// <summary>The indexes of the registry's common labels that the family has.</summary>
    internal int[] CommonIndexes { get; }

    /// <summary>The index in <see cref="LabelNames"/> of each common label.</summary>
    internal int[] CommonPositions { get; }

    /// <exception cref="LabelClashException">Two labels of the family have the same name.</exception>
    internal static RegisteredFamily Create<TScrape>(int index, MetricFamily family, IReadOnlyList<CommonLabel<TScrape>> commonLabels)
        where TScrape : class
    {
        List<string> names = [];
        List<int> indexes = [];
        for (var i = 0; i < commonLabels.Count; i++)
        {
            var label = commonLabels[i];
            var isOwn = family.LabelNames.Contains(label.Name);
            if (label.IsAboutTask && (isOwn || !IsAboutEcs(family.Name)))
            {
                continue;
            }

            if (isOwn)
            {
                throw new LabelClashException($"{label.Origin} clashes with the label '{label.Name}' of the metric {family.Name}");
            }

            if (names.IndexOf(label.Name) is >= 0 and var other)
            {
                throw new LabelClashException($"{label.Origin} clashes with {commonLabels[indexes[other]].Origin}: both set the label '{label.Name}'");
            }

            names.Add(label.Name);
            indexes.Add(i);
        }

        return new RegisteredFamily(index, family, names, [.. indexes]);
    }

    // The families ecs_exporter_* describe the exporter, not the task.
    private static bool IsAboutEcs(string name) =>
        name.StartsWith("ecs_", StringComparison.Ordinal) && !name.StartsWith("ecs_exporter_", StringComparison.Ordinal);

    private int PositionOf(string labelName) => Array.IndexOf(_labelNames, labelName);
}
