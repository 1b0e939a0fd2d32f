// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using EcsExporter.Server.WebConfig;
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

    /// <param name="listen">Where to listen.</param>
    /// <param name="handlers">The handler of each path; other paths are not found.</param>
    /// <param name="loggerFactory">Told of requests that fail, and by Kestrel of its own trouble.</param>
    /// <param name="logger">The exporter's own logger.</param>
    /// <param name="webConfig">The web configuration file, or null: everybody is served, without TLS.</param>
    /// <param name="time">The clock of its rate limit, and of looking after memory.</param>
    public WebServer(
        Action<KestrelServerOptions, Action<ListenOptions>> listen,
        IReadOnlyDictionary<string, RequestDelegate> handlers,
        ILoggerFactory loggerFactory,
        ILogger logger,
        WebConfigFile? webConfig,
        TimeProvider time)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, RequestHeaderEncodingSelector = ContentLengthEncoding.For };
        Limit(options.Limits);
        var room = new ConnectionRoom(ConnectionLimit.Current());
        var halfClosed = new HalfClosedConnections();
        var tls = webConfig is { IsTls: true } ? new TlsConnections(webConfig, logger) : null;
        listen(options, listener =>
        {
            listener.Use(next => connection => room.ServeAsync(connection, next));
            listener.Use(next => connection => halfClosed.ServeAsync(connection, next));
            if (tls is not null)
            {
                tls.Use(listener);
            }
            else
            {
                listener.Protocols = HttpProtocols.Http1;
            }
        });
        var transport = new SocketTransportFactory(Options.Create(Transport()), loggerFactory);
        _server = new KestrelServer(Options.Create(options), transport, loggerFactory);
        _application = new ExporterApplication(handlers, webConfig is null ? null : new WebGate(webConfig, time), new RequestBody(time), new HeapTrimmer(time), logger);
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

    /// <summary>
    /// The thread of the pool that takes a request from its socket also answers it. Handing it on to another one would take a twentieth more
    /// CPU. The name warns of threads that wait for events of sockets: none of them runs a handler here.
    /// </summary>
    private static SocketTransportOptions Transport() => new() { CreateBoundListenSocket = Bind, UnsafePreferInlineScheduling = true };

    /// <summary>
    /// Connections inherit these sizes. Left alone, the kernel would let a client that does not read fill megabytes, which count as the container's.
    /// Less than a packet of the loopback interface, 64 KiB, would make each wait for an acknowledgement that its receiver delays by 40 ms.
    /// </summary>
    private static Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = 64 * 1024;
        socket.ReceiveBufferSize = 16 * 1024;
        return socket;
    }

    /// <summary>
    /// Scrapers need little: what goes beyond is a mistake or an attack, and must cost neither memory nor a scrape. Request
    /// lines and headers keep Kestrel's limits of 8 and 32 KiB.
    /// </summary>
    private static void Limit(KestrelServerLimits limits)
    {
        // Longer than the scrape intervals people use, so that a scraper keeps its connection.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);

        // A client that sends a byte a second is gone before it is a burden.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MaxRequestBodySize = 0;

        // RequestBody has a deadline for each request. Kestrel's rate would end all streams of an HTTP/2 connection for one slow body.
        limits.MinRequestBodyDataRate = null;

        // What a connection can make the exporter keep: a request's headers, and an answer until it is read.
        limits.MaxRequestBufferSize = limits.MaxRequestHeadersTotalSize;
        limits.MaxResponseBufferSize = 0;

        // So is one that does not read its answer, before many of them fill the memory. An answer has some 30 kB, 4 kB compressed.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
