// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using EcsExporter.Server.OutOfMemory;

namespace EcsExporter.Exhaustion;

/// <summary>The end of a process that ran out of memory.</summary>
/// <param name="ExitCode">The exit code; null when the process did not end in time and was killed.</param>
/// <param name="Errors">The content of standard error.</param>
/// <param name="Time">The time from the start to the end.</param>
internal sealed record ExhaustionRun(int? ExitCode, string Errors, TimeSpan Time)
{
    /// <summary>Whether the process ended in time by itself, with the documented exit code and one line.</summary>
    public bool IsClean =>
        ExitCode == OutOfMemoryExit.ExitCode
        && Errors.IndexOf('\n', StringComparison.Ordinal) == Errors.Length - 1
        && Errors.Contains("Out of memory", StringComparison.Ordinal);

    /// <summary>Exhausts the memory of a group repeatedly.</summary>
    /// <param name="binary">The native binary of this program.</param>
    /// <param name="kind">How memory is exhausted.</param>
    /// <param name="count">The number of runs.</param>
    /// <param name="limit">The time in which a process must end.</param>
    /// <param name="group">The group that limits the memory; null for no limit.</param>
    public static async Task<IReadOnlyList<ExhaustionRun>> RepeatAsync(
        string binary, ExhaustionKind kind, int count, TimeSpan limit, ControlGroup? group = null)
    {
        var runs = new List<ExhaustionRun>();
        while (runs.Count < count)
        {
            runs.Add(await RunAsync([.. group?.Launcher ?? [], binary, kind.Name], limit));
        }

        return runs;
    }

    /// <summary>
    /// A line such as <c>objects: 100 of 100 clean, 0.13 s, 0.14 s, 0.16 s (shortest, median, longest)</c>, followed by the runs that are not clean.
    /// </summary>
    public static string Summarize(ExhaustionKind kind, IReadOnlyList<ExhaustionRun> runs)
    {
        var sorted = runs.Select(run => run.Time.TotalSeconds).Order().ToList();
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{kind.Name}: {runs.Count(run => run.IsClean)} of {runs.Count} clean, "
            + $"{sorted[0]:0.00} s, {sorted[sorted.Count / 2]:0.00} s, {sorted[^1]:0.00} s (shortest, median, longest)");
        return string.Join("\n  ", [line, .. runs.Where(run => !run.IsClean).Select(run =>
            $"exit code {run.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "none"}: {run.Errors}")]);
    }

    private static async Task<ExhaustionRun> RunAsync(IReadOnlyList<string> command, TimeSpan limit)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardError = true } };
        var watch = Stopwatch.StartNew();
        _ = process.Start();
        var errors = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return new(null, await errors, watch.Elapsed);
        }

        return new(process.ExitCode, await errors, watch.Elapsed);
    }
}
