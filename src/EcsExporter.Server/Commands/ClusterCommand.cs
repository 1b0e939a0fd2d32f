// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Aws;
using EcsExporter.Server.Cluster;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Page;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>Serves the metrics and the scrape targets of a region's clusters until a signal ends the process.</summary>
internal static partial class ClusterCommand
{
    /// <summary>The path of discovery.</summary>
    private const string DiscoveryPath = "/sd";

    /// <summary>The scenario of the command <c>demo</c> that simulates a region instead of a task.</summary>
    public const string DemoScenario = "cluster";

    /// <summary>Serves the metrics of a simulated region with the same code as a real one.</summary>
    /// <exception cref="UsageException">The telemetry path is the path of discovery.</exception>
    public static async Task<int> RunDemoAsync(ExporterOptions options, ProcessContext process)
    {
        await using var region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions { Scenario = RegionScenario.Demo, TimeProvider = process.TimeProvider });
        LogSimulating(process.Logger, region.Name);
        var key = region.Credentials;
        var demo = process.With(name => name switch
        {
            "AWS_ACCESS_KEY_ID" => key.AccessKeyId,
            "AWS_SECRET_ACCESS_KEY" => key.SecretAccessKey,
            "AWS_SESSION_TOKEN" => key.SessionToken,
            _ => process.Environment(name),
        });
        return await RunAsync(
            new ApiEndpoints(region.Name, region.Address, region.Address), options, new MetadataEndpoint(null, "the demo reads none"), demo, isDemo: true);
    }

    /// <summary>Serves the region of the options. Returns the exit code.</summary>
    /// <exception cref="UsageException">The region is not known, or the telemetry path is the path of discovery.</exception>
    public static async Task<int> RunAsync(ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process)
    {
        var region = options.Cluster.Region ?? AwsRegion.Find(process.Environment, taskArn: null)
            ?? throw new UsageException($"the command 'cluster' needs --cluster.region or {AwsRegion.Variable}");
        return await RunAsync(ApiEndpoints.Of(region, options.Cluster.EcsEndpoint, options.Cluster.Ec2Endpoint), options, endpoint, process);
    }

    /// <summary>Serves a region with the given endpoints. Returns the exit code.</summary>
    /// <exception cref="UsageException">The telemetry path is the path of discovery.</exception>
    public static async Task<int> RunAsync(
        ApiEndpoints endpoints, ExporterOptions options, MetadataEndpoint endpoint, ProcessContext process, bool isDemo = false)
    {
        if (options.Web.TelemetryPath == DiscoveryPath)
        {
            throw new UsageException($"path must not be the discovery path, got '{DiscoveryPath}' for flag '--web.telemetry-path'");
        }

        using var exporter = new ClusterExporter(endpoints, options, endpoint, process.Environment, process.TimeProvider, process.Logger);
        var application = new ServedApplication(
            () =>
            {
                var cluster = options.Cluster;
                LogRegion(
                    process.Logger, endpoints.Region, endpoints.Of(ApiService.Ecs).Authority, string.Join(',', cluster.Names), cluster.Interval);
                exporter.Start();
            },
            buffers => Handlers(exporter, options.Web, buffers, process),
            () => Task.FromResult(options.Web.ListenAddresses),
            exporter.Pusher,
            TimeSpan.Zero,
            isDemo);
        var exitCode = await ServerLoop.RunAsync(options, application, process);
        await exporter.StopAsync();
        return exitCode;
    }

    private static Dictionary<string, RequestDelegate> Handlers(
        ClusterExporter exporter, WebOptions web, ScrapeBufferPool buffers, ProcessContext process)
    {
        var region = exporter.Endpoints.Region;
        var page = new ClusterPage(
            () => exporter.Published, exporter.Pusher, region, web.TelemetryPath, buffers.MaxExpositionBytes, process.TimeProvider);
        return new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/"] = page.HandleAsync,
            ["/-/healthy"] = HealthHandlers.HealthyAsync,
            ["/health"] = HealthHandlers.HealthyAsync,
            ["/-/ready"] = context => ReadyAsync(context, exporter),
            [DiscoveryPath] = new DiscoveryHandler(() => exporter.Published, region, buffers).HandleAsync,

            // The telemetry path comes last, because it replaces the landing page when it is "/".
            [web.TelemetryPath] = new MetricsHandler(exporter, web.MaxRequests, new HostAccess(isLoopbackOnly: false), buffers, process.Logger).HandleAsync,
        };
    }

    private static Task ReadyAsync(HttpContext context, ClusterExporter exporter) => exporter.Published.State.IsComplete
        ? PlainText.WriteAsync(context, StatusCodes.Status200OK, "ready\n")
        : PlainText.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the region has not been read completely yet\n");

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulating a region")]
    private static partial void LogSimulating(ILogger logger, string region);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reading the clusters of a region")]
    private static partial void LogRegion(ILogger logger, string region, string address, string clusters, TimeSpan interval);
}
