// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

/// <summary>Renders the flags as the Markdown table of docs/flags.md.</summary>
internal static class FlagTable
{
    /// <summary>Header, separator and one row for each flag, each line ended by a line feed.</summary>
    public static string For(IEnumerable<Flag> flags)
    {
        var table = new StringBuilder("| Flag | Default | Environment variable | Effect |\n|---|---|---|---|\n");
        foreach (var flag in flags)
        {
            table.Append("| ").Append(flag.Short is { } letter ? $"`-{letter}`, " : "")
                .Append("`--").Append(flag.IsNegatable ? "[no-]" : "").Append(flag.Name).Append("` | ")
                .Append(Code(flag.DefaultText)).Append(" | ")
                .Append(Code(flag.Variable)).Append(" | ")
                .Append(flag.Help.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)).Append(" |\n");
        }

        return table.ToString();
    }

    private static string Code(string? text) => text is null ? "" : $"`{text}`";
}
