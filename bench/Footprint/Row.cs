// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>One figure for every exporter.</summary>
/// <param name="Name">The figure, with its unit.</param>
/// <param name="Values">A value for each exporter; null without a value.</param>
/// <param name="Ratios">The ratio of the first exporter to each other exporter; null without a value.</param>
internal sealed record Row(string Name, IReadOnlyList<double?> Values, IReadOnlyList<double?> Ratios)
{
    /// <summary>Creates a row of values that were measured once.</summary>
    public static Row Of(string name, IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        return new(name, all, [.. all.Skip(1).Select(value => value > 0 ? all[0] / value : null)]);
    }

    /// <summary>Creates a row of values that were measured in rounds; values and ratios are medians over the rounds.</summary>
    public static Row OverRounds(string name, IReadOnlyList<IReadOnlyList<double>> values) => new(
        name,
        [.. values.Select(rounds => (double?)rounds.Median())],
        [.. values.Skip(1).Select(rounds => (double?)values[0].Zip(rounds, (ours, peer) => ours / peer).Median())]);
}
