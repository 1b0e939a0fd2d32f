// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Server.WebConfig;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Receives SIGTERM and SIGINT. They do not end the process at once; the server waits for them and shuts down gracefully.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<PosixSignal> _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive);
    }

    /// <summary>The first signal.</summary>
    public Task<PosixSignal> First => _first.Task;

    /// <summary>The second signal, which skips the remaining delays.</summary>
    public Task<PosixSignal> Second => _second.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        _ = _first.TrySetResult(context.Signal) || _second.TrySetResult(context.Signal);
    }
}

/// <summary>Reloads the web configuration file on SIGHUP. Without a handler, SIGHUP would end the process.</summary>
internal sealed partial class ReloadSignal : IDisposable
{
    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly PosixSignalRegistration? _registration;
    private volatile WebConfigFile? _webConfig;

    public ReloadSignal(string? path, ILogger logger)
    {
        _path = path;
        _logger = logger;

        // On Windows, the runtime raises SIGHUP when the console is closed.
        _registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Receive);
    }

    /// <summary>Sets the file to reload. Before that, SIGHUP reloads nothing, because the file is still being read for the first time.</summary>
    public void Use(WebConfigFile? webConfig) => _webConfig = webConfig;

    /// <inheritdoc/>
    public void Dispose() => _registration?.Dispose();

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_path is null)
        {
            LogNothingToReload(_logger);
        }

        _webConfig?.Reload();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "SIGHUP is ignored, there is no web configuration file to reload")]
    private static partial void LogNothingToReload(ILogger logger);
}
