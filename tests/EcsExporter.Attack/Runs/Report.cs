// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Attack.Runs;

/// <summary>Renders the results of the runs as a Markdown table.</summary>
internal static class Report
{
    private const string Head = """
        | run | transport | limit | scrapes | slowest | healthy after | resident before → after | peak | log | exit | problems |
        |---|---|---|---|---|---|---|---|---|---|---|
        """;

    public static string Of(IEnumerable<RunResult> results) => string.Join('\n', results.Select(Row).Prepend(Head));

    private static string Row(RunResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Name} | {result.Conditions.Transport} | {result.Conditions.Limit} "
            + $"| {result.Scrapes.Good}/{result.Scrapes.Total} | {result.Scrapes.Slowest.TotalSeconds:0.00} s | {FigureText.Seconds(result.Healthy)} "
            + $"| {FigureText.Megabytes(result.ResidentBefore)} → {FigureText.Megabytes(result.ResidentAfter)} MB "
            + $"| {FigureText.Megabytes(result.ResidentPeak)} MB "
            + $"| {result.LogKilobytesPerSecond:0.0} kB/s | {FigureText.Number(result.ExitCode)} "
            + $"| {(result.Problems.Count == 0 ? "none" : string.Join("; ", result.Problems).Replace("|", "\\|", StringComparison.Ordinal))} |");
}
