// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A text exposition, parsed into series.</summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, double> _values = [];

    public Scrape(string text)
    {
        Text = text;
        foreach (var line in Lines.Where(line => !line.StartsWith('#')))
        {
            var space = line.LastIndexOf(' ');
            _values.Add(line[..space], Number(line[(space + 1)..]));
        }
    }

    public string Text { get; }

    public IEnumerable<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Every series, with its name and labels as in the exposition.</summary>
    public IReadOnlyCollection<string> Series => _values.Keys;

    /// <summary>The names of all series.</summary>
    public IReadOnlySet<string> Families => _values.Keys.Select(FamilyOf).ToHashSet();

    /// <summary>The value of a series, whose name and labels are given as in the exposition.</summary>
    public double this[string series] =>
        _values.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"no series {series} in\n{Text}");

    /// <summary>The name of a series.</summary>
    public static string FamilyOf(string series) => series.Split('{')[0];

    /// <summary>The series with this name.</summary>
    public IEnumerable<string> SeriesOf(string family) => _values.Keys.Where(series => FamilyOf(series) == family);

    /// <summary>The series with this name whose value is not zero.</summary>
    public IReadOnlyDictionary<string, double> NonZero(string family) =>
        _values.Where(series => FamilyOf(series.Key) == family && series.Value != 0).ToDictionary();

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
