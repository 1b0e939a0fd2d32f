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

/// <summary>What a command serves.</summary>
/// <param name="Begin">Logs what is read, and begins to read it if that does not wait for scrapes. Called after the version has been logged.</param>
/// <param name="Handlers">Makes the handlers of all paths; they answer from the buffers.</param>
/// <param name="AddressesAsync">Finds out where to listen, unless systemd passes sockets.</param>
/// <param name="Pusher">Delivers readings; null when none are to be delivered.</param>
/// <param name="AnswerTime">The longest that an answer can take to be made.</param>
/// <param name="IsDemo">Whether somebody tries it out: then it listens on loopback unless told otherwise, and says which address to open.</param>
internal sealed record ServedApplication(
    Action Begin,
    Func<ScrapeBufferPool, Dictionary<string, RequestDelegate>> Handlers,
    Func<Task<IReadOnlyList<ListenAddress>>> AddressesAsync,
    Pusher? Pusher,
    TimeSpan AnswerTime,
    bool IsDemo);

/// <summary>Serves until a signal ends the process.</summary>
internal static partial class ServerLoop
{
    /// <summary>At shutdown, requests in flight get this much longer than it can take to make their answers, to write them to the clients.</summary>
    private static readonly TimeSpan WriteGrace = TimeSpan.FromSeconds(3);

    /// <summary>Returns the exit code.</summary>
    /// <exception cref="UsageException">systemd has passed no sockets; nothing has been logged.</exception>
    public static async Task<int> RunAsync(ExporterOptions options, ServedApplication application, ProcessContext process)
    {
        var logger = process.Logger;

        // It comes before the first log line: a usage error is the only line of its process.
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

        application.Pusher?.Start();
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
