// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Footprint;

/// <summary>The figures that a .NET exporter publishes about its runtime.</summary>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap since the start.</param>
/// <param name="Collections">Garbage collections by generation.</param>
internal sealed record RuntimeFigures(double AllocatedBytes, IReadOnlyList<double> Collections)
{
    private const int Generations = 3;

    /// <summary>Reads the figures from an exposition; null for an exporter without them.</summary>
    public static RuntimeFigures? Of(string exposition)
    {
        var lines = exposition.Split('\n');
        return Value("dotnet_gc_heap_total_allocated_bytes_total") is { } allocated
            ? new(allocated, [.. Enumerable.Range(0, Generations).Select(
                generation => Value($"dotnet_gc_collections_total{{gc_heap_generation=\"gen{generation}\"}}") ?? 0)])
            : null;

        double? Value(string series) => Array.Find(lines, line => line.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.AsSpan(series.Length + 1), CultureInfo.InvariantCulture)
            : null;
    }
}
