// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace EcsExporter.Story;

/// <summary>A child process that logs a line when it is ready. Disposing of the object kills the process.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastLine = "";
    private bool _disposed;

    private ChildProcess(ProcessStartInfo info, Regex ready)
    {
        info.RedirectStandardError = true;

        // The child must not inherit standard output, because a test runner may exchange messages with the parent over it.
        info.RedirectStandardOutput = true;
        _process = new Process { StartInfo = info };
        _process.ErrorDataReceived += (_, line) => Read(line.Data, ready);
        _ = _process.Start();
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>The log line that reported that the process is ready.</summary>
    public string ReadyLine { get; private set; } = "";

    /// <summary>Starts the process; it is ready when this returns.</summary>
    public static async Task<ChildProcess> StartAsync(ProcessStartInfo info, Regex ready, CancellationToken cancellationToken)
    {
        var child = new ChildProcess(info, ready);
        try
        {
            child.ReadyLine = await child._ready.Task.WaitAsync(cancellationToken);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends SIGTERM, as ECS does, and waits for the end.</summary>
    public Task EndAsync(CancellationToken cancellationToken)
    {
        _ = Kill(_process.Id, Terminate);
        return _process.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Read(string? line, Regex ready)
    {
        if (line is null)
        {
            _ = _ready.TrySetException(new InvalidOperationException($"{_process.StartInfo.FileName} has ended: {_lastLine}"));
        }
        else if (ready.IsMatch(line))
        {
            _ = _ready.TrySetResult(line);
        }
        else
        {
            _lastLine = line;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
