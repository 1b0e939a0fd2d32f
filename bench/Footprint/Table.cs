// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>A table of figures.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Columns">The headings of the values, then of the ratios.</param>
/// <param name="Rows">The figures.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows)
{
    /// <summary>The conditions of the measurement; "" when an earlier table states them.</summary>
    public string Note { get; init; } = "";
}
