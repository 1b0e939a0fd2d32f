// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Server.WebConfig;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>SIGHUP, which asks a server to read its configuration again, and would end a process that does not expect it.</summary>
internal sealed partial class ReloadSignal : IDisposable
{
    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly PosixSignalRegistration? _registration;
    private volatile WebConfigFile? _webConfig;

    /// <param name="path">The path of the web configuration file, or null if there is none.</param>
    /// <param name="logger">Told of the signal.</param>
    public ReloadSignal(string? path, ILogger logger)
    {
        _path = path;
        _logger = logger;

        // On Windows, the runtime calls the closing of the console by this name.
        _registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Receive);
    }

    /// <summary>Sets the file that is read again. Until it is open, the signal has no effect: it is being read.</summary>
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

    [LoggerMessage(Level = LogLevel.Information, Message = "SIGHUP has no effect, there is no web configuration file to read again")]
    private static partial void LogNothingToReload(ILogger logger);
}
