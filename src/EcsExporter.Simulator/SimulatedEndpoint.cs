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
/// A task metadata endpoint on 127.0.0.1 that behaves like the ECS agent's: its paths in versions 3 and 4, its rate
/// limit, its error bodies, its time-outs — or misbehaves, as <see cref="Faults"/> says.
/// </summary>
public sealed class SimulatedEndpoint : IAsyncDisposable
{
    // The agent's read time-out, which net/http also uses between two requests of a connection.
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

    /// <summary>How the endpoint misbehaves; at first it does not.</summary>
    public FaultInjector Faults { get; } = new();

    /// <summary>Documents served instead of the scenario's, asked for at every request; null for the scenario's.</summary>
    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents
    {
        get => _agent.Documents;
        set => _agent.Documents = value;
    }

    /// <summary>How many requests have been answered with status 429 because of the rate limit.</summary>
    public long RateLimitedRequests => _agent.Limited;

    /// <summary>Starts an endpoint; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatedEndpoint> StartAsync(SimulatedEndpointOptions options, CancellationToken cancellationToken = default)
    {
        SimulatedEndpoint endpoint = new(options);
        await endpoint.ListenAsync(cancellationToken);
        return endpoint;
    }

    /// <summary>How many requests there have been for a document, with any endpoint id and in any version.</summary>
    public long Requests(EndpointDocument document) => _agent.Requests(document);

    /// <summary>Ends every connection and stops listening: from now on, connections are refused.</summary>
    public async Task StopListeningAsync()
    {
        if (_server is null)
        {
            return;
        }

        // Cancelled from the start: some faults never answer, so there is nothing worth waiting for.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        _server = null;
    }

    /// <summary>Listens again on the same port. The task has gone on meanwhile, and faults stay as they were set.</summary>
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

/// <summary>What a simulated endpoint serves and where.</summary>
public sealed class SimulatedEndpointOptions
{
    /// <summary>The task whose documents are served.</summary>
    public Scenario Scenario { get; init; } = Scenario.Find("fargate")!;

    /// <summary>Picks the identifiers, and how the loads vary.</summary>
    public int Seed { get; init; }

    /// <summary>How long the task has been running when the endpoint starts.</summary>
    public TimeSpan TaskAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The port on 127.0.0.1; 0 lets the system choose one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether each client address may ask for a path 40 times a second, with bursts of 60, before it gets status 429, as
    /// from the agent.
    /// </summary>
    public bool RateLimit { get; init; } = true;

    /// <summary>
    /// Documents to serve instead of the scenario's, for captured payloads. The scenario still provides the endpoint ids.
    /// </summary>
    public Func<EndpointDocument, ReadOnlyMemory<byte>>? Documents { get; init; }

    /// <summary>The clock of the task, of the rate limit and of the faults that wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
