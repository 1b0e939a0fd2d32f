// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>Renders the tables as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Text(Table table)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"### {table.Title}")
            .AppendLine()
            .Append(table.Note.Length > 0 ? $"{table.Note}\n\n" : "")
            .AppendLine(CultureInfo.InvariantCulture, $"| | {string.Join(" | ", table.Columns)} |")
            .AppendLine(CultureInfo.InvariantCulture, $"|---{string.Concat(Enumerable.Repeat("|---:", table.Columns.Count))}|");
        foreach (var row in table.Rows)
        {
            var cells = row.Values.Select(Figure).Concat(row.Ratios.Select(Ratio));
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Name} | {string.Join(" | ", cells)} |");
        }

        return text.AppendLine().ToString();
    }

    /// <summary>Formats whole numbers exactly, and other values with at least three significant digits.</summary>
    private static string Figure(double? value) => value switch
    {
        null => "–",
        { } whole when whole == Math.Floor(whole) => whole.ToString("N0", CultureInfo.InvariantCulture),
        { } figure => figure.ToString(Math.Abs(figure) switch { < 10 => "0.00", < 100 => "0.0", _ => "N0" }, CultureInfo.InvariantCulture),
    };

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
