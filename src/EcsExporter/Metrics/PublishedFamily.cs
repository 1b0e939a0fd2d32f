// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>A family as this catalogue publishes it: its own labels and the common ones merged into one ordinal order.</summary>
public sealed class PublishedFamily
{
    private readonly MetricFamily _family;
    private readonly string[] _labelNames;

    /// <exception cref="LabelClashException">Two labels of the family have one name.</exception>
    internal PublishedFamily(MetricFamily family, IReadOnlyList<CommonLabel> commonLabels)
    {
        _family = family;
        CommonLabels = [.. commonLabels.Where(label => !label.IsAboutTask || (IsAboutEcs(family.Name) && !family.LabelNames.Contains(label.Name)))];
        _labelNames = [.. family.LabelNames, .. CommonLabels.Select(label => label.Name)];
        Array.Sort(_labelNames, StringComparer.Ordinal);
        OwnPositions = [.. family.LabelNames.Select(PositionOf)];
        CommonPositions = [.. CommonLabels.Select(label => PositionOf(label.Name))];
        RejectClashes();
    }

    /// <summary>The family's name.</summary>
    public string Name => _family.Name;

    /// <summary>Counter or gauge.</summary>
    public MetricType Type => _family.Type;

    /// <summary>The help text, unescaped.</summary>
    public string Help => _family.Help;

    /// <summary>All labels of a series, in ordinal order.</summary>
    public ReadOnlySpan<string> LabelNames => _labelNames;

    internal MetricFamily Family => _family;

    /// <summary>Where each of the family's own labels stands among <see cref="LabelNames"/>.</summary>
    internal int[] OwnPositions { get; }

    internal CommonLabel[] CommonLabels { get; }

    /// <summary>Where each of <see cref="CommonLabels"/> stands among <see cref="LabelNames"/>.</summary>
    internal int[] CommonPositions { get; }

    // The exporter's own build is not a fact about the task.
    private static bool IsAboutEcs(string name) =>
        name.StartsWith("ecs_", StringComparison.Ordinal) && !name.StartsWith("ecs_exporter_", StringComparison.Ordinal);

    private int PositionOf(string labelName) => Array.IndexOf(_labelNames, labelName);

    private void RejectClashes()
    {
        for (var i = 0; i < CommonLabels.Length; i++)
        {
            var label = CommonLabels[i];
            if (_family.LabelNames.Contains(label.Name))
            {
                throw new LabelClashException($"{label.Origin} clashes with the label '{label.Name}' of the metric {Name}");
            }

            if (CommonLabels.Take(i).FirstOrDefault(other => other.Name == label.Name) is { } other)
            {
                throw new LabelClashException($"{label.Origin} clashes with {other.Origin}: both set the label '{label.Name}'");
            }
        }
    }
}
