// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EcsExporter.Simulator;

/// <summary>
/// Serves a task metadata endpoint on 127.0.0.1. It behaves like the ECS agent's endpoint, with the paths of versions 3 and 4, the rate limit, the
/// error bodies and the timeouts, and injects <see cref="Faults"/>.
/// </summary>
public sealed class SimulatedEndpoint : IAsyncDisposable
{
    // The agent's read timeout, which Go's net/http also applies between two requests on a connection.
    private static readonly TimeSpan AgentTimeout = TimeSpan.FromSeconds(5);

    private readonly Agent _agent;
    private KestrelServer? _server;
    private int _port;

    private SimulatedEndpoint(SimulatedEndpointOptions options)
    {
        SimulatedTask = options.Scenario.StartTask(options.TimeProvider.GetUtcNow() - options.TaskAge, options.Seed);
        _agent = new Agent(options, SimulatedTask, Faults);
        _port = options.Port;
    }

    /// <summary>The value for <c>ECS_CONTAINER_METADATA_URI_V4</c>: <c>http://127.0.0.1:PORT/v4/&lt;id&gt;</c>.</summary>
    public Uri MetadataUri => BaseUri("v4");

    /// <summary>The value for <c>ECS_CONTAINER_METADATA_URI</c>: <c>http://127.0.0.1:PORT/v3/&lt;id&gt;</c>.</summary>
    public Uri MetadataUriVersion3 => BaseUri("v3");

    /// <summary>The task whose documents are served.</summary>
    public SimulatedTask SimulatedTask { get; }

    /// <summary>The injected faults; at first there are none.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>Returns the document to serve instead of the scenario's, for every request; null for the scenario's documents.</summary>
    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents
    {
        get => _agent.Documents;
        set => _agent.Documents = value;
    }

    /// <summary>The number of requests that were answered with status 429 because of the rate limit.</summary>
    public long RateLimitedRequests => _agent.Limited;

    /// <summary>Starts an endpoint; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SimulatedEndpoint> StartAsync(SimulatedEndpointOptions options, CancellationToken cancellationToken = default)
    {
        SimulatedEndpoint endpoint = new(options);
        await endpoint.ListenAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>The number of requests for a document, with any endpoint id and in any version.</summary>
    public long Requests(EndpointDocument document) => _agent.Requests(document);

    /// <summary>Closes every connection and stops listening: new connections are refused.</summary>
    public async Task StopListeningAsync()
    {
        if (_server is null)
        {
            return;
        }

        // The token is cancelled already, because some faults never answer, so a graceful shutdown would not end.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _server = null;
    }

    /// <summary>Listens again on the same port. The task has continued meanwhile, and the injected faults stay.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken = default)
    {
        if (_server is not null)
        {
            return;
        }

        var server = CreateServer(_port);
        try
        {
            await server.StartAsync(_agent, cancellationToken);
            _port = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
            _server = server;
        }
        finally
        {
            if (_server is null)
            {
                server.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopListeningAsync();

    private static KestrelServer CreateServer(int port)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.RequestHeadersTimeout = AgentTimeout;
        options.Limits.KeepAliveTimeout = AgentTimeout;
        options.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    private Uri BaseUri(string version) => new($"http://127.0.0.1:{_port}/{version}/{SimulatedTask.EndpointId}");
}

/// <summary>The options of a simulated endpoint.</summary>
public sealed class SimulatedEndpointOptions
{
    /// <summary>The scenario of the task whose documents are served.</summary>
    public Scenario Scenario { get; init; } = Scenario.Find("fargate")!;

    /// <summary>The seed of the identifiers and of the variation of the loads.</summary>
    public int Seed { get; init; }

    /// <summary>How long the task has been running when the endpoint starts.</summary>
    public TimeSpan TaskAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The port on 127.0.0.1; 0 lets the system choose one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether requests are limited as by the agent: 40 per second, with bursts of 60, for each client address and path. Further requests get 429.
    /// </summary>
    public bool RateLimit { get; init; } = true;

    /// <summary>
    /// Returns the documents to serve instead of the scenario's, such as captured payloads. The scenario still provides the endpoint ids.
    /// </summary>
    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents { get; init; }

    /// <summary>The clock of the task, the rate limit and the delays.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
