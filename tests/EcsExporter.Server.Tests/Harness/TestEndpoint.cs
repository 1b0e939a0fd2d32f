// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Starts simulated endpoints and exporters that read them.</summary>
internal static class TestEndpoint
{
    /// <summary>
    /// Starts an endpoint without a rate limit, so that only the exporter limits requests. While it does not listen, no other server gets its port.
    /// </summary>
    public static Task<SimulatedEndpoint> StartAsync(string scenario = "fargate") => SimulatedEndpoint.StartAsync(
        new SimulatedEndpointOptions { Scenario = Scenario.Find(scenario)!, RateLimit = false, Port = FreePort.Find() },
        TestContext.Current.CancellationToken);

    /// <summary>Starts an exporter without cache, so that it reads the endpoint for every scrape.</summary>
    public static Task<ExporterProcess> StartExporterAsync(this SimulatedEndpoint endpoint, params IReadOnlyList<string> arguments) =>
        ExporterProcess.StartAsync([endpoint.Flag(), "--ecs.cache-ttl=0", .. arguments]);

    /// <summary>The flag with the address of the endpoint.</summary>
    public static string Flag(this SimulatedEndpoint endpoint) => $"--ecs.metadata-uri={endpoint.MetadataUri}";
}
