// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;
using EcsExporter.Attack;

namespace EcsExporter.Soak;

/// <summary>The process of the exporter under test, with its address. Unexpected lines of its log are problems.</summary>
internal sealed partial class SoakedExporter : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _logEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Problems _problems;

    private SoakedExporter(ProcessStartInfo start, Problems problems)
    {
        _problems = problems;
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.StartWithDefaultSignals();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    public Task<Uri> Address => _listening.Task;

    public bool HasExited => _process.HasExited;

    public static SoakedExporter Start(IReadOnlyList<string> command, IReadOnlyList<string> flags, Problems problems)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. flags]) { RedirectStandardError = true };
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("ECS_", StringComparison.Ordinal)).ToList())
        {
            _ = start.Environment.Remove(variable);
        }

        return new SoakedExporter(start, problems);
    }

    /// <summary>Sends SIGTERM; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _ = UnixSignals.Send(_process.Id, UnixSignal.SIGTERM);
        await _process.WaitForExitAsync();
        await _logEnded.Task;
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _ = _listening.TrySetException(new InvalidOperationException("the exporter ended before it listened"));
            _logEnded.SetResult();
            return;
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _ = _listening.TrySetResult(new Uri($"http://{match.Groups[1].Value}/"));
        }

        // The test breaks the file on purpose. Any other error, and any line that is not a log line, is a problem.
        if (!LogLine().IsMatch(line) || (line.Contains("level=ERROR", StringComparison.Ordinal) && !line.Contains("file is broken", StringComparison.Ordinal)))
        {
            _problems.Add($"log: {line}");
        }
    }

    [GeneratedRegex("""msg="Listening on" address=(\S+)$""")]
    private static partial Regex Listening();

    [GeneratedRegex("""^time=\S+ level=(INFO|WARN|ERROR) """)]
    private static partial Regex LogLine();
}
