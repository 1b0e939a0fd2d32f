// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Page;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Serves the metrics of a task until a signal ends the process.</summary>
internal static partial class ServeCommand
{
    /// <summary>Serves the metrics of a simulated task with the same code as a real one.</summary>
    public static async Task<int> RunDemoAsync(ExporterOptions options, ProcessContext process)
    {
        if (options.DemoScenario == ClusterCommand.DemoScenario)
        {
            return await ClusterCommand.RunDemoAsync(options, process);
        }

        var scenario = Scenario.Find(options.DemoScenario)
            ?? throw new UsageException(
                $"scenario must be one of {string.Join(", ", Scenario.All.Select(known => known.Name).Append(ClusterCommand.DemoScenario))}, "
                + $"got '{options.DemoScenario}' for flag '--scenario'");
        await using var simulated = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Scenario = scenario, TimeProvider = process.TimeProvider });
        LogSimulating(process.Logger, scenario.Name, scenario.Description);
        var endpoint = new MetadataEndpoint(simulated.MetadataUri, "simulator") { IsOnManagedInstances = scenario.IsOnManagedInstances };
        return await RunAsync(options, endpoint, process, isDemo: true);
    }

    public static async Task<int> RunAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process, bool isDemo = false)
    {
        using var exporter = new Exporter(endpoint, options, process.Environment, process.TimeProvider, process.Logger);
        var application = new ServedApplication(
            () => LogStart(process.Logger, options, endpoint),
            buffers => Handlers(exporter, endpoint, options.Web, buffers, process),
            async () => await AddressesAsync(exporter, options),
            exporter.Pusher,
            options.Ecs.Timeout,
            isDemo);
        return await ServerLoop.RunAsync(options, application, process);
    }

    /// <summary>
    /// Returns the addresses to listen on. A Managed Daemon publishes the tasks of several teams, so by default it listens on loopback only. Only the
    /// first read of the endpoint shows whether the exporter is one.
    /// </summary>
    private static async Task<IReadOnlyList<ListenAddress>> AddressesAsync(Exporter exporter, ExporterOptions options)
    {
        if (!exporter.MayBeDaemon || !options.Web.HasDefaultAddress)
        {
            return options.Web.ListenAddresses;
        }

        if (!exporter.IsDaemon)
        {
            _ = await exporter.ReadAsync(TimeSpan.MaxValue, CancellationToken.None);
        }

        return exporter.IsDaemon ? [.. options.Web.ListenAddresses.Select(static address => address.OnLoopback())] : options.Web.ListenAddresses;
    }

    private static void LogStart(ILogger logger, ExporterOptions options, MetadataEndpoint endpoint)
    {
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
        var health = new HealthHandlers(exporter);
        var access = new HostAccess(web.HasDefaultAddress);
        return new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/"] = new LandingPage(exporter, endpoint, web.TelemetryPath, access, buffers.MaxExpositionBytes).HandleAsync,
            ["/-/healthy"] = HealthHandlers.HealthyAsync,
            ["/health"] = HealthHandlers.HealthyAsync,
            ["/-/ready"] = health.ReadyAsync,

            // The telemetry path comes last, because it replaces the landing page when it is "/".
            [web.TelemetryPath] = new MetricsHandler(exporter, web.MaxRequests, access, buffers, process.Logger).HandleAsync,
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulating a task")]
    private static partial void LogSimulating(ILogger logger, string scenario, string description);

    [LoggerMessage(Level = LogLevel.Information, Message = "Enabled collectors")]
    private static partial void LogCollectors(ILogger logger, string collectors);

    [LoggerMessage(Level = LogLevel.Information, Message = "Task metadata endpoint")]
    private static partial void LogEndpoint(ILogger logger, Uri address, string origin);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no task metadata endpoint, so ecs_up is 0")]
    internal static partial void LogNoEndpoint(ILogger logger, string reason);
}
