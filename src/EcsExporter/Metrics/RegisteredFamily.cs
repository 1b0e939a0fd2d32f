// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A family as its registry publishes it: its own labels and the common ones merged into one ordinal order.</summary>
public sealed class RegisteredFamily
{
    private readonly MetricFamily _family;
    private readonly string[] _labelNames;

    private RegisteredFamily(int index, MetricFamily family, IReadOnlyList<(int Index, string Name)> commonLabels)
    {
        _family = family;
        _labelNames = [.. family.LabelNames, .. commonLabels.Select(label => label.Name)];
        Array.Sort(_labelNames, StringComparer.Ordinal);
        Index = index;
        OwnPositions = [.. family.LabelNames.Select(name => Array.IndexOf(_labelNames, name))];
        CommonPositions = [.. commonLabels.Select(label => (label.Index, Array.IndexOf(_labelNames, label.Name)))];
    }

    /// <summary>The family's place among those of its registry.</summary>
    public int Index { get; }

    /// <summary>The family's name.</summary>
    public string Name => _family.Name;

    /// <summary>Counter or gauge.</summary>
    public MetricType Type => _family.Type;

    /// <summary>The help text, unescaped.</summary>
    public string Help => _family.Help;

    /// <summary>All labels of a series, in ordinal order.</summary>
    public ReadOnlySpan<string> LabelNames => _labelNames;

    /// <summary>Where each of the family's own labels stands among <see cref="LabelNames"/>.</summary>
    internal int[] OwnPositions { get; }

    /// <summary>Which of the registry's common labels the family has, and where each stands among <see cref="LabelNames"/>.</summary>
    internal (int Index, int Position)[] CommonPositions { get; }

    /// <exception cref="LabelClashException">Two labels of the family have one name.</exception>
    internal static RegisteredFamily Create<TScrape>(int index, MetricFamily family, IReadOnlyList<CommonLabel<TScrape>> commonLabels)
        where TScrape : class
    {
        var labels = commonLabels.Index().Where(label => !label.Item.IsAboutTask || (IsAboutEcs(family.Name) && !family.LabelNames.Contains(label.Item.Name))).ToList();
        foreach (var (i, label) in labels)
        {
            if (family.LabelNames.Contains(label.Name))
            {
                throw new LabelClashException($"{label.Origin} clashes with the label '{label.Name}' of the metric {family.Name}");
            }

            if (labels.Find(other => other.Index < i && other.Item.Name == label.Name).Item is { } other)
            {
                throw new LabelClashException($"{label.Origin} clashes with {other.Origin}: both set the label '{label.Name}'");
            }
        }

        return new RegisteredFamily(index, family, [.. labels.Select(label => (label.Index, label.Item.Name))]);
    }

    // The exporter's own build is not a fact about the task.
    private static bool IsAboutEcs(string name) =>
        name.StartsWith("ecs_", StringComparison.Ordinal) && !name.StartsWith("ecs_exporter_", StringComparison.Ordinal);
}
