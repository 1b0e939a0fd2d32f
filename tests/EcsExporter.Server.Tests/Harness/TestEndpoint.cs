// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Simulated endpoints, and exporters that read them.</summary>
internal static class TestEndpoint
{
    /// <summary>
    /// An endpoint without a rate limit, so that it is the exporter that is tested. When it stops listening, no other server gets its port.
    /// </summary>
    public static Task<SimulatedEndpoint> StartAsync(string scenario = "fargate") => SimulatedEndpoint.StartAsync(
        new SimulatedEndpointOptions { Scenario = Scenario.Find(scenario)!, RateLimit = false, Port = FreePort.Find() },
        TestContext.Current.CancellationToken);

    /// <summary>An exporter that asks the endpoint for every scrape.</summary>
    public static Task<ExporterProcess> StartExporterAsync(this SimulatedEndpoint endpoint, params IReadOnlyList<string> arguments) =>
        ExporterProcess.StartAsync([endpoint.Flag(), "--ecs.cache-ttl=0", .. arguments]);

    /// <summary>The flag that names the endpoint.</summary>
    public static string Flag(this SimulatedEndpoint endpoint) => $"--ecs.metadata-uri={endpoint.MetadataUri}";
}
