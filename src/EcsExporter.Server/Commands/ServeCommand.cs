// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.OutOfMemory;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Connections;
using EcsExporter.Server.Web.Page;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Serves metrics until a signal ends the process.</summary>
internal static partial class ServeCommand
{
    /// <summary>At shutdown, requests in flight get this much longer than the endpoint's timeout, to write their answers to the clients.</summary>
    private static readonly TimeSpan WriteGrace = TimeSpan.FromSeconds(3);

    /// <summary>Serves the metrics of a simulated task, with the same code as those of a real one.</summary>
    public static async Task<int> RunDemoAsync(ExporterOptions options, ProcessContext process)
    {
        var scenario = Scenario.Find(options.DemoScenario)
            ?? throw new UsageException(
                $"scenario must be one of {string.Join(',', Scenario.All.Select(known => known.Name))}, got '{options.DemoScenario}' for flag '--scenario'");
        await using var simulated = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Scenario = scenario, TimeProvider = process.TimeProvider });
        LogSimulating(process.Logger, scenario.Name, scenario.Description);
        return await RunAsync(options, new MetadataEndpoint(simulated.MetadataUri, "simulator"), process);
    }

    public static async Task<int> RunAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process)
    {
        var logger = process.Logger;

        // Both come before the first log line: a usage error is the only line of its process.
        using var exporter = new Exporter(endpoint, options, process.Environment, process.TimeProvider, logger);
        var listen = options.Web.SystemdSocket ? Listeners.FromSystemd(process.Environment) : Listeners.At(options.Web.ListenAddresses);
        LogStart(logger, options, endpoint);

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
        var handlers = Handlers(exporter, endpoint, options.Web, buffers, process);
        using var server = new WebServer(listen, handlers, process.LoggerFactory, logger, webConfig, limits, buffers.Trim, process.TimeProvider);
        using var signals = new StopSignals();
        try
        {
            await server.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // The inner exception has the operating system's message. The server's own messages are not in the published binary.
            var cause = error.GetBaseException() as SocketException ?? error;
            LogCannotListen(logger, options.Web.SystemdSocket ? "systemd" : string.Join(',', options.Web.ListenAddresses), cause.Message);
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

        exporter.Pusher?.Start();
        var signal = await signals.First;
        if (options.ShutdownLinger > TimeSpan.Zero)
        {
            LogLingering(logger, signal, options.ShutdownLinger);
            _ = await Task.WhenAny(signals.Second, Task.Delay(options.ShutdownLinger, process.TimeProvider));
        }

        if (exporter.Pusher is { } pusher)
        {
            LogPushing(logger, signal, options.Push.ShutdownTimeout);
            _ = await Task.WhenAny(signals.Second, pusher.StopAsync());
        }

        LogStopping(logger, signal);
        await server.StopAsync(options.Ecs.Timeout + WriteGrace);
        LogStopped(logger);
        return 0;
    }

    private static void LogStart(ILogger logger, ExporterOptions options, MetadataEndpoint endpoint)
    {
        var build = BuildInfo.Current;
        LogStarting(logger, build.Version, build.Branch, build.Revision, build.DotNetVersion);
        LogCollectors(logger, string.Join(',', options.Collectors));
        if (endpoint.BaseUri is { } uri)
        {
            LogEndpoint(logger, uri, endpoint.Origin);
        }
        else
        {
            LogNoEndpoint(logger, endpoint.Origin);
        }
    }

    private static Dictionary<string, RequestDelegate> Handlers(
        Exporter exporter, MetadataEndpoint endpoint, WebOptions web, ScrapeBufferPool buffers, ProcessContext process)
    {
        var health = new HealthHandlers(exporter.Source);
        return new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/"] = new LandingPage(
                exporter.Source, exporter.Pusher, endpoint, web.TelemetryPath, buffers.MaxExpositionBytes, process.TimeProvider).HandleAsync,
            ["/-/healthy"] = HealthHandlers.HealthyAsync,
            ["/health"] = HealthHandlers.HealthyAsync,
            ["/-/ready"] = health.ReadyAsync,

            // The telemetry path comes last, because it replaces the landing page when it is "/".
            [web.TelemetryPath] = new MetricsHandler(exporter, web.MaxRequests, buffers, process.Logger).HandleAsync,
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulating a task")]
    private static partial void LogSimulating(ILogger logger, string scenario, string description);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting ecs_exporter")]
    private static partial void LogStarting(ILogger logger, string version, string branch, string revision, string dotnet);

    [LoggerMessage(Level = LogLevel.Information, Message = "Enabled collectors")]
    private static partial void LogCollectors(ILogger logger, string collectors);

    [LoggerMessage(Level = LogLevel.Information, Message = "Task metadata endpoint")]
    private static partial void LogEndpoint(ILogger logger, Uri address, string origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no task metadata endpoint, serving ecs_up 0")]
    private static partial void LogNoEndpoint(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on")]
    private static partial void LogListening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is enabled.")]
    private static partial void LogTls(ILogger logger, bool http2, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is disabled.")]
    private static partial void LogNoTls(ILogger logger, bool http2, string address);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot use the web configuration file")]
    private static partial void LogBrokenWebConfig(ILogger logger, string? file, string err);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot listen")]
    private static partial void LogCannotListen(ILogger logger, string address, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving until the linger time is over, a second signal ends it")]
    private static partial void LogLingering(ILogger logger, PosixSignal signal, TimeSpan linger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delivering the last reading, a second signal ends it")]
    private static partial void LogPushing(ILogger logger, PosixSignal signal, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping after the requests in flight")]
    private static partial void LogStopping(ILogger logger, PosixSignal signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger logger);
}
