// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>Figures that belong together.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">Headings of the values, then of the ratios.</param>
/// <param name="Rows">The figures.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<Row> Rows)
{
    /// <summary>Under what conditions they were measured; "" where an earlier table says it.</summary>
    public string Note { get; init; } = "";
}
