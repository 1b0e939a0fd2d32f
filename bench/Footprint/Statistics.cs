// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>Computes order statistics.</summary>
internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The nearest-rank quantile: the smallest value that at least this share of the sorted values does not exceed.</summary>
    public static double Quantile(this ReadOnlySpan<double> sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
