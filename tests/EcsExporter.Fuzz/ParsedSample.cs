// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Fuzz;

/// <summary>A sample that <see cref="ExpositionText"/> has parsed.</summary>
internal sealed record ParsedSample(string Family, string Type, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value)
{
    /// <summary>The value of a label, or null.</summary>
    public string? this[string label] => Labels.Where(pair => pair.Key == label).Select(pair => pair.Value).SingleOrDefault();

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Family}{{{string.Join(',', Labels.Select(label => $"{label.Key}=\"{label.Value}\""))}}} {Value}");
}
