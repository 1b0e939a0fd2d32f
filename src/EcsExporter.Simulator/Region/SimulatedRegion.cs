// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Protocol;
using EcsExporter.Simulator.Region.Scenarios;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EcsExporter.Simulator.Region;

/// <summary>
/// Serves the ECS API of a region on 127.0.0.1, and DescribeInstances of its EC2 API. The services, tasks and instances of its clusters change with
/// time. The region checks the signature of every request, throttles requests as AWS does, and injects <see cref="Faults"/>.
/// </summary>
public sealed class SimulatedRegion : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly RegionServer _application;

    private SimulatedRegion(SimulatedRegionOptions options)
    {
        Credentials = options.Credentials[0];
        Name = options.Name;
        var now = options.TimeProvider.GetUtcNow();
        RegionModel model = new(options.Name, options.Account, options.Addresses, options.Seed, now - options.Age);
        options.Scenario.Build(model);
        _application = new RegionServer(options, model, Faults);
        _server = CreateServer(options.Port);
    }

    /// <summary><c>http://127.0.0.1:PORT/</c>, for both APIs.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The region's name, such as <c>eu-central-1</c>; clients sign requests for it.</summary>
    public string Name { get; }

    /// <summary>The first of the credentials that the region accepts.</summary>
    public RegionCredentials Credentials { get; }

    /// <summary>The injected faults; at first there are none.</summary>
    public RegionFaults Faults { get; } = new();

    /// <summary>The latest 5,000 requests, the newest at the end.</summary>
    public IReadOnlyList<RegionRequest> Requests => _application.Requests;

    /// <summary>Starts a region; it listens when this returns.</summary>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SimulatedRegion> StartAsync(SimulatedRegionOptions options, CancellationToken cancellationToken = default)
    {
        SimulatedRegion region = new(options);
        try
        {
            await region._server.StartAsync(region._application, cancellationToken);
        }
        catch
        {
            region._server.Dispose();
            throw;
        }

        region.Address = new Uri(region._server.Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return region;
    }

    /// <summary>Changes the content of the region, such as the desired count of a service. Requests wait meanwhile.</summary>
    public void Change(Action<RegionModel> change) => _application.Run(model =>
    {
        change(model);
        return true;
    });

    /// <summary>Reads the content of the region as of now. The result must not be a part of the model, which changes concurrently.</summary>
    public T Read<T>(Func<RegionModel, T> read) => _application.Run(read);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The token is cancelled already, because a fault that hangs never answers, so a graceful shutdown would not end.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private static KestrelServer CreateServer(int port)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1);
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        return new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }
}

/// <summary>The options of a simulated region.</summary>
public sealed class SimulatedRegionOptions
{
    /// <summary>The region's name; clients sign requests for it.</summary>
    public string Name { get; init; } = "eu-central-1";

    /// <summary>The account's identifier.</summary>
    public string Account { get; init; } = "123456789012";

    /// <summary>The content of the region when it starts.</summary>
    public RegionScenario Scenario { get; init; } = RegionScenario.Healthy;

    /// <summary>How long the scenario has been running when the region starts.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The seed of the identifiers.</summary>
    public int Seed { get; init; }

    /// <summary>The port on 127.0.0.1; 0 lets the system choose one.</summary>
    public int Port { get; init; }

    /// <summary>The credentials that the region accepts; at least one.</summary>
    public IReadOnlyList<RegionCredentials> Credentials { get; init; } = [RegionCredentials.Role, RegionCredentials.User];

    /// <summary>Whether requests are throttled as AWS documents: bursts of 50 to 100, and 20 per second, for each class of actions.</summary>
    public bool Throttle { get; init; } = true;

    /// <summary>The addresses and host ports of tasks and instances.</summary>
    public RegionAddresses Addresses { get; init; } = new();

    /// <summary>The clock of the tasks, the throttling, the delays and the signatures.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
