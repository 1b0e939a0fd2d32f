// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.WebConfig;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EcsExporter.Server.Web;

/// <summary>Kestrel without the host around it, which would cost more memory than all the rest of the exporter.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly KestrelServer _server;
    private readonly ExporterApplication _application;
    private readonly ServiceProvider? _tlsServices;

    /// <param name="listenAddresses">Where to listen.</param>
    /// <param name="handlers">The handler of each path; other paths are not found.</param>
    /// <param name="loggerFactory">Told of requests that fail, and by Kestrel of its own trouble.</param>
    /// <param name="logger">The exporter's own logger.</param>
    /// <param name="webConfig">The web configuration file, or null: everybody is served, without TLS.</param>
    /// <param name="time">The clock of the rate limit.</param>
    public WebServer(
        IReadOnlyList<ListenAddress> listenAddresses,
        IReadOnlyDictionary<string, RequestDelegate> handlers,
        ILoggerFactory loggerFactory,
        ILogger logger,
        WebConfigFile? webConfig,
        TimeProvider time)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        Action<ListenOptions> configure = static _ => { };
        if (webConfig is { IsTls: true })
        {
            // Built for TLS alone: who does not use it does not pay for it.
            options.ApplicationServices = _tlsServices = TlsServices.Create(loggerFactory);
            configure = listener => listener.UseTls(webConfig);
        }

        foreach (var address in listenAddresses)
        {
            Listen(options, address, configure);
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggerFactory);
        _server = new KestrelServer(Options.Create(options), transport, loggerFactory);
        _application = new ExporterApplication(handlers, webConfig is null ? null : new WebGate(webConfig, time), logger);
    }

    /// <summary>The addresses listened on, with the ports the system chose.</summary>
    public IEnumerable<string> Addresses =>
        _server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Authority);

    /// <exception cref="IOException">An address cannot be listened on.</exception>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <summary>Stops accepting and waits for the answers in flight; those that are not done within the grace period are cut.</summary>
    public async Task StopAsync(TimeSpan gracePeriod)
    {
        using var grace = new CancellationTokenSource(gracePeriod);
        await _server.StopAsync(grace.Token);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _tlsServices?.Dispose();
    }

    private static void Listen(KestrelServerOptions options, ListenAddress address, Action<ListenOptions> configure)
    {
        if (address.IsAny)
        {
            // IPv6 and IPv4, or IPv4 alone where the kernel has no IPv6.
            options.ListenAnyIP(address.Port, configure);
        }
        else if (address.EndPoint is { } endPoint)
        {
            options.Listen(endPoint, configure);
        }
        else
        {
            options.ListenLocalhost(address.Port, configure);
        }
    }
}
