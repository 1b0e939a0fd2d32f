// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using EcsExporter.Server.Web.Connections;
using EcsExporter.Server.WebConfig;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EcsExporter.Server.Web;

/// <summary>Serves HTTP with Kestrel alone, because the generic host would take more memory than the rest of the exporter.</summary>
internal sealed class WebServer : IDisposable
{
    // The most that a connection can occupy, without its answers: the server's objects, the headers of a request (each byte takes one in the server's
    // buffer and two in its strings), and the system's buffers for received and sent data.
    private const long BytesPerConnection = 96 * 1024;

    // OpenSSL's buffers and state, and the buffers of the stream above it: 56 to 66 kB as measured for idle connections, and more while a record is
    // being sent.
    private const long BytesPerTls = 100 * 1024;

    // The server keeps the objects of some dozens of streams. Http2FloodGuard lets no client begin more.
    private const long BytesPerHttp2 = 512 * 1024;

    // A scraper needs one stream, and a proxy for several scrapers a few.
    private const int MaxHttp2Streams = 4;

    // A scraper sends less than 1 KiB of headers. Proxies add cookies and tokens of up to 8 KiB together.
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>How often a stop checks whether requests are still being answered. Meanwhile the end of an answer can leave the process.</summary>
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(200);

    private readonly BlockPool _blocks = new();
    private readonly ConnectionBudget _budget;
    private readonly KestrelServer _server;
    private readonly ExporterApplication _application;
    private readonly MemoryTrimmer _memory;
    private readonly TimeProvider _time;

    // Without a web configuration file, the server uses plain HTTP without authentication. trimAnswers lets the garbage collector free the buffers of
    // answers that are not in use.
    public WebServer(
        Action<KestrelServerOptions, Action<ListenOptions>> listen,
        IReadOnlyDictionary<string, RequestDelegate> handlers,
        ILoggerFactory loggerFactory,
        ILogger logger,
        WebConfigFile? webConfig,
        ClientLimits clients,
        Action trimAnswers,
        TimeProvider time)
    {
        _time = time;
        var options = new KestrelServerOptions { AddServerHeader = false, RequestHeaderEncodingSelector = ContentLengthEncoding.For };
        Limit(options.Limits);

        // Over HTTP/2, the server keeps a hundred streams of a connection for reuse, each with the headers of its last request.
        options.DisableStringReuse = webConfig is { IsTls: true };
        var halfClosed = new HalfClosedConnections();
        var tls = webConfig is { IsTls: true } ? new TlsConnections(webConfig, logger, time) : null;
        _budget = new ConnectionBudget(clients.HeldBytes, clients.Connections, BytesPerConnection + (tls is null ? 0 : BytesPerTls), time);
        IReadOnlyList<Action> trimSteps = [trimAnswers, _blocks.Trim, MemoryTrimmer.Collect];
        _memory = new MemoryTrimmer(static () => Environment.WorkingSet, () => _budget.HeldBytes, trimSteps, time);
        listen(options, listener =>
        {
            listener.Use(next => connection => ServeAsync(connection, next));
            listener.Use(next => connection => halfClosed.ServeAsync(connection, next));
            if (tls is not null)
            {
                tls.Use(listener);
                listener.Use(next => connection => ChargeHttp2Async(connection, next));
            }
            else
            {
                listener.Protocols = HttpProtocols.Http1;
            }
        });
        var transport = new SocketTransportFactory(Options.Create(Transport(_blocks)), loggerFactory);
        _server = new KestrelServer(Options.Create(options), new ThrottledListenerFactory(transport, _budget), loggerFactory);
        var middleware = webConfig is null ? null : new WebConfigMiddleware(webConfig, time);
        _application = new ExporterApplication(handlers, middleware, new RequestBody(time), _memory, logger);
    }

    /// <summary>The addresses that the server listens on, with the ports that the system chose.</summary>
    public IEnumerable<string> Addresses =>
        _server.Features.Get<IServerAddressesFeature>()!.Addresses.Select(WithoutScheme);

    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="SocketException">An address cannot be listened on: it does not belong to this machine, or is not allowed.</exception>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <summary>
    /// Makes the next check of the memory due, as a connection does. Push over TLS needs it: for each new connection more than five minutes after
    /// the last, the runtime reloads the system's certificates and leaves the old ones, which take 1 MB, to finalizers. The garbage collector does
    /// not count that memory (OpenSslCachedSystemStoreProvider).
    /// </summary>
    public void CheckMemory() => _memory.Touch();

    /// <summary>
    /// Stops accepting connections and waits for the answers in flight. Answers that are not complete within the grace period are cut off. It does
    /// not wait for connections without a complete request.
    /// </summary>
    public async Task StopAsync(TimeSpan gracePeriod)
    {
        using var grace = new CancellationTokenSource(gracePeriod, _time);
        var stopping = _server.StopAsync(grace.Token);
        while (!stopping.IsCompleted && !grace.IsCancellationRequested)
        {
            _ = await Task.WhenAny(stopping, Task.Delay(StopInterval, _time));
            if (!_budget.HasRequests)
            {
                await grace.CancelAsync();
            }
        }

        await stopping;
    }

    public void Dispose()
    {
        _server.Dispose();
        _memory.Dispose();
        _blocks.Dispose();
    }

    /// <summary>Returns the host and port of one of Kestrel's addresses. <see cref="Uri"/> would omit the scheme's default port.</summary>
    internal static string WithoutScheme(string address) => address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            await _budget.ServeAsync(connection, next);
        }
        finally
        {
            _memory.Touch();
        }
    }

    // Charges HTTP/2 connections after the handshake, which decides the protocol. When there is no memory, the client waits for a moment, and then
    // the connection is closed.
    private static async Task ChargeHttp2Async(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Features.Get<ITlsApplicationProtocolFeature>() is { } tls
            && tls.ApplicationProtocol.Span.SequenceEqual(SslApplicationProtocol.Http2.Protocol.Span)
            && connection.Features.Get<ConnectionLease>() is { } lease
            && !await lease.TryGrowAsync(BytesPerHttp2))
        {
            connection.Abort(new ConnectionAbortedException("There is no memory for another HTTP/2 connection."));
            return;
        }

        await next(connection);
    }

    private static SocketTransportOptions Transport(BlockPool blocks)
    {
        var options = new SocketTransportOptions
        {
            CreateBoundListenSocket = Bind,

            // The number of connections that may be open, where the system allows it. When the queue is full, a client retries after one second, and
            // then after three.
            Backlog = 1024,

            // The pool thread that reads a request from its socket also answers it. Passing the request to another thread would cost 5 % more CPU.
            // The option's name warns of blocking the threads that wait for socket events, but they run no handler here.
            UnsafePreferInlineScheduling = true,

            // Limits received data that is not read yet, such as further requests while a client does not read its answer. The default is 1 MiB.
            MaxReadBufferSize = MaxHeaderBytes,

            // A write completes when the system has accepted the data. By default it completes while up to 64 KiB wait in the process.
            MaxWriteBufferSize = 1,
        };
        blocks.UseFor(options);
        return options;
    }

    // Connections inherit these sizes. By default, a client that does not read could fill megabytes in the kernel, which count toward the container's
    // memory. With less than 64 KiB, a packet of the loopback interface, each packet would wait for an acknowledgement that its receiver delays by 40
    // ms.
    private static Socket Bind(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        socket.SendBufferSize = 64 * 1024;
        socket.ReceiveBufferSize = 16 * 1024;
        return socket;
    }

    // Scrapers need little. A request beyond these limits is a mistake or an attack, and must cost neither memory nor a scrape. Request lines keep
    // Kestrel's limit of 8 KiB.
    private static void Limit(KestrelServerLimits limits)
    {
        // Longer than common scrape intervals, so that a scraper keeps its connection.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(5);

        // A client that sends its headers slowly, such as one byte a second, is disconnected.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
        limits.MaxRequestBodySize = 0;

        // RequestBody has a deadline for each request. Kestrel's minimum rate would end all streams of an HTTP/2 connection for one slow body.
        limits.MinRequestBodyDataRate = null;

        // These limit the memory of a connection: the headers of a request, and an answer until the client reads it.
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestBufferSize = limits.MaxRequestHeadersTotalSize;
        limits.MaxResponseBufferSize = 0;

        // Disconnects a client that does not read the server's own answers, such as a refusal. Body limits the time of all other answers.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(5));

        limits.Http2.MaxStreamsPerConnection = MaxHttp2Streams;
        limits.Http2.MaxRequestHeaderFieldSize = MaxHeaderBytes;

        // Kestrel's minimum, the initial window of the protocol (RFC 9113, section 6.9.2). It suffices, because requests have no body.
        limits.Http2.InitialConnectionWindowSize = 65_535;
        limits.Http2.InitialStreamWindowSize = 65_535;
    }
}
