// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EcsExporter.Attack.Harness;

/// <summary>The process of the attacked exporter, with its port and its log.</summary>
internal sealed partial class AttackedExporter : IDisposable
{
    // The shell moves itself into the control groups and then becomes the exporter by exec, so that the exporter allocates nothing outside of them.
    private const string JoinGroups = """while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 125; shift; done; shift; exec "$@" """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _logEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _logBytes;
    private string _lastLine = "";

    private AttackedExporter(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.StartWithDefaultSignals();
        _process.BeginErrorReadLine();
    }

    public int ProcessId => _process.Id;

    /// <summary>The port on 127.0.0.1 on which the exporter listens.</summary>
    public int Port { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Bytes of the log so far.</summary>
    public long LogBytes => Interlocked.Read(ref _logBytes);

    /// <summary>The last line of the log that is not empty.</summary>
    public string LastLine => Volatile.Read(ref _lastLine);

    /// <summary>Starts the exporter inside a control group, on a core; it listens when this returns.</summary>
    /// <exception cref="InvalidOperationException">The exporter ended before it listened.</exception>
    public static async Task<AttackedExporter> StartAsync(
        IReadOnlyList<string> command, IReadOnlyList<string> flags, ControlGroup? group, Cores cores)
    {
        string[] line = ["-c", JoinGroups, "sh", .. group?.Folders ?? [], "--", .. Cores.Launcher(cores.Exporter), .. command, .. flags];
        var start = new ProcessStartInfo("/bin/sh", line) { RedirectStandardError = true };
        foreach (var variable in start.Environment.Keys.Where(static name => name.StartsWith("ECS_", StringComparison.Ordinal)).ToList())
        {
            _ = start.Environment.Remove(variable);
        }

        var exporter = new AttackedExporter(start);
        try
        {
            exporter.Port = await exporter._port.Task.WaitAsync(StartLimit);
            return exporter;
        }
        catch
        {
            exporter.Dispose();
            throw;
        }
    }

    /// <summary>Sends a signal; returns whether the process still exists.</summary>
    public bool Signal(UnixSignal signal) => UnixSignals.Send(_process.Id, signal);

    /// <summary>Sends SIGTERM and waits for the exporter to end; kills it after the limit.</summary>
    /// <returns>The exit code, and whether the exporter was killed.</returns>
    public async Task<(int ExitCode, bool IsKilled)> StopAsync(TimeSpan limit)
    {
        _ = Signal(UnixSignal.SIGTERM);
        var isKilled = false;
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            isKilled = true;
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _logEnded.Task;
        return (_process.ExitCode, isKilled);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _ = _port.TrySetException(new InvalidOperationException($"the exporter ended before it listened: {LastLine}"));
            _logEnded.SetResult();
            return;
        }

        _ = Interlocked.Add(ref _logBytes, line.Length + 1);
        if (!string.IsNullOrWhiteSpace(line))
        {
            Volatile.Write(ref _lastLine, line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _ = _port.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex("""msg="Listening on" address=\S+:(\d+)$""")]
    private static partial Regex Listening();
}
