// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.OutOfMemory;
using EcsExporter.Server.Push;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Connections;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Holds the parts of a server that differ between commands.</summary>
/// <param name="Begin">
/// Logs the source of the metrics, and starts reading if reads do not wait for scrapes. Called after the version has been logged.
/// </param>
/// <param name="Handlers">Creates the handlers of all paths, which use the buffer pool.</param>
/// <param name="AddressesAsync">Returns the addresses to listen on. They are not used when systemd passes sockets.</param>
/// <param name="Pusher">Pushes readings to a receiver; null when push is disabled.</param>
/// <param name="AnswerTime">The longest time to create an answer.</param>
/// <param name="IsDemo">Whether this is a demo. By default a demo listens on loopback, and it logs the address to open.</param>
internal sealed record ServedApplication(
    Action Begin,
    Func<ScrapeBufferPool, Dictionary<string, RequestDelegate>> Handlers,
    Func<Task<IReadOnlyList<ListenAddress>>> AddressesAsync,
    Pusher? Pusher,
    TimeSpan AnswerTime,
    bool IsDemo);

/// <summary>Runs the server until a signal ends the process.</summary>
internal static partial class ServerLoop
{
    /// <summary>The time to write answers to the clients at shutdown, added to the time to create them.</summary>
    private static readonly TimeSpan WriteGrace = TimeSpan.FromSeconds(3);

    /// <summary>Runs the server. Returns the exit code.</summary>
    /// <exception cref="UsageException">systemd passed no sockets. Nothing has been logged.</exception>
    public static async Task<int> RunAsync(ExporterOptions options, ServedApplication application, ProcessContext process)
    {
        var logger = process.Logger;

        // This precedes the first log line, because a usage error must be the only line of its process.
        var sockets = options.Web.SystemdSocket ? Listeners.FromSystemd(process.Environment) : null;
        var build = BuildInfo.Current;
        LogStarting(logger, build.Version, build.Branch, build.Revision, build.DotNetVersion);
        application.Begin();

        using var reload = new ReloadSignal(options.Web.ConfigFile, logger);
        WebConfigFile? webConfig;
        try
        {
            webConfig = options.Web.ConfigFile is { } path ? WebConfigFile.Open(path, logger, process.TimeProvider) : null;
            reload.Use(webConfig);
        }
        catch (WebConfigException error)
        {
            LogBrokenWebConfig(logger, options.Web.ConfigFile, error.Message);
            return 1;
        }

        using var watchdog = Watchdog.Start();
        var limits = ClientLimits.Current(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var buffers = new ScrapeBufferPool(limits.HeldBytes / 2, limits.ExpositionBytes, process.TimeProvider);
        var handlers = application.Handlers(buffers);
        using var signals = new StopSignals();
        var addresses = await application.AddressesAsync();
        if (application.IsDemo && options.Web.HasDefaultAddress)
        {
            addresses = [.. addresses.Select(static address => address.OnLoopback())];
        }

        var listen = sockets ?? Listeners.At(addresses);
        using var server = new WebServer(listen, handlers, process.LoggerFactory, logger, webConfig, limits, buffers.Trim, process.TimeProvider);
        try
        {
            await server.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The inner exception has the operating system's message. The server's own messages are not in the published binary.
            var cause = error.GetBaseException() as SocketException ?? error;
            LogCannotListen(
                logger,
                options.Web.SystemdSocket ? "systemd" : string.Join(',', addresses),
                options.Web.SystemdSocket ? cause.Message : $"{cause.Message}; --web.listen-address sets another address");
            return 1;
        }

        foreach (var address in server.Addresses)
        {
            LogListening(logger, address);
            if (webConfig is { IsTls: true })
            {
                LogTls(logger, webConfig.IsHttp2, address);
            }
            else
            {
                LogNoTls(logger, http2: false, address);
            }
        }

        if (application.IsDemo)
        {
            var host = server.Addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal);
            LogPage(logger, $"{(webConfig is { IsTls: true } ? "https" : "http")}://{host}/");
        }

        application.Pusher?.Start(server.CheckMemory);
        var signal = await signals.First;
        if (options.ShutdownLinger > TimeSpan.Zero)
        {
            LogLingering(logger, signal, options.ShutdownLinger);
            _ = await Task.WhenAny(signals.Second, Task.Delay(options.ShutdownLinger, process.TimeProvider));
        }

        if (application.Pusher is { } pusher)
        {
            LogPushing(logger, signal, options.Push.ShutdownTimeout);
            using var atOnce = new CancellationTokenSource();
            var stopping = pusher.StopAsync(atOnce.Token);
            if (await Task.WhenAny(stopping, signals.Second) != stopping)
            {
                await atOnce.CancelAsync();
            }

            await stopping;
        }

        LogStopping(logger, signal);
        await server.StopAsync(application.AnswerTime + WriteGrace);
        LogStopped(logger);
        return 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ecs_exporter")]
    private static partial void LogStarting(ILogger logger, string version, string branch, string revision, string dotnet);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on")]
    private static partial void LogListening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Open this address in a browser")]
    private static partial void LogPage(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is enabled.")]
    private static partial void LogTls(ILogger logger, bool http2, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is disabled.")]
    private static partial void LogNoTls(ILogger logger, bool http2, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot use the web configuration file")]
    private static partial void LogBrokenWebConfig(ILogger logger, string? file, string err);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot listen")]
    private static partial void LogCannotListen(ILogger logger, string address, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving until --shutdown.linger has passed, a second signal stops the exporter")]
    private static partial void LogLingering(ILogger logger, PosixSignal signal, TimeSpan linger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivering the last reading, a second signal stops the exporter")]
    private static partial void LogPushing(ILogger logger, PosixSignal signal, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping after the requests in flight")]
    private static partial void LogStopping(ILogger logger, PosixSignal signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
