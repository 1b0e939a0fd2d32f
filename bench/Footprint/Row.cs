// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>One figure of every exporter.</summary>
/// <param name="Name">The figure, with its unit.</param>
/// <param name="Values">A value for each column; null where there is none.</param>
/// <param name="Ratios">A ratio for each column after the values; null where there is none.</param>
internal sealed record Row(string Name, IReadOnlyList<double?> Values, IReadOnlyList<double?> Ratios)
{
    /// <summary>Values measured once; ratios are the first to each other one.</summary>
    public static Row Of(string name, IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        return new(name, all, [.. all.Skip(1).Select(value => value > 0 ? all[0] / value : null)]);
    }

    /// <summary>Values measured in rounds; both the values and the ratios are medians over the rounds.</summary>
    public static Row OverRounds(string name, IReadOnlyList<IReadOnlyList<double>> values) => new(
        name,
        [.. values.Select(rounds => (double?)rounds.Median())],
        [.. values.Skip(1).Select(rounds => (double?)values[0].Zip(rounds, (ours, peer) => ours / peer).Median())]);
}
