// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using EcsExporter.Server.CommandLine;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EcsExporter.Server.Web;

/// <summary>Kestrel without the host around it, which would cost more memory than all the rest of the exporter.</summary>
internal sealed class WebServer : IDisposable
{
    private readonly KestrelServer _server;
    private readonly ExporterApplication _application;

    /// <param name="listenAddresses">Where to listen.</param>
    /// <param name="handlers">The handler of each path; other paths are not found.</param>
    /// <param name="loggerFactory">Told of requests that fail, and by Kestrel of its own trouble.</param>
    /// <param name="logger">The exporter's own logger.</param>
    public WebServer(
        IReadOnlyList<ListenAddress> listenAddresses,
        IReadOnlyDictionary<string, RequestDelegate> handlers,
        ILoggerFactory loggerFactory,
        ILogger logger)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        foreach (var address in listenAddresses)
        {
            Listen(options, address);
        }

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggerFactory);
        _server = new KestrelServer(Options.Create(options), transport, loggerFactory);
        _application = new ExporterApplication(handlers, logger);
    }

    /// <summary>The addresses listened on, with the ports the system chose.</summary>
    public IEnumerable<string> Addresses =>
        _server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address).Authority);

    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="SocketException">An address cannot be listened on for another reason: it is not this machine's, or not allowed.</exception>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <summary>Stops accepting and waits for the answers in flight; those that are not done within the grace period are cut.</summary>
    public async Task StopAsync(TimeSpan gracePeriod)
    {
        using var grace = new CancellationTokenSource(gracePeriod);
        await _server.StopAsync(grace.Token);
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private static void Listen(KestrelServerOptions options, ListenAddress address)
    {
        if (address.IsAny)
        {
            // IPv6 and IPv4, or IPv4 alone where the kernel has no IPv6.
            options.ListenAnyIP(address.Port);
        }
        else if (address.EndPoint is { } endPoint)
        {
            options.Listen(endPoint);
        }
        else
        {
            options.ListenLocalhost(address.Port);
        }
    }
}
