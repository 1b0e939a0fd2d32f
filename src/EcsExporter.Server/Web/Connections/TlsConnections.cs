// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EcsExporter.Server.WebConfig;
using EcsExporter.Server.WebConfig.Files;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Adds TLS to the connections of a listener, below Kestrel's HTTP. Kestrel's own <c>UseHttps</c> needs a service container, which takes 0.3 MB more
/// memory even without TLS, and the obsolete <c>IHostingEnvironment</c>.
/// </summary>
internal sealed partial class TlsConnections(WebConfigFile file, ILogger logger, TimeProvider time)
{
    /// <summary>The deadline from the start of a connection to the end of its handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private static ReadOnlyMemory<byte> PlainHttpAnswer { get; } =
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8
            .ToArray();

    /// <summary>Adds TLS to the listener. The handshake chooses between HTTP/1.1 and HTTP/2.</summary>
    public void Use(ListenOptions listener) => listener.Use(next => connection => ServeAsync(connection, next));

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var plain = connection.Transport;
        await using var bytes = new PipeStream(plain);
        await using var tls = new SslStream(bytes, leaveInnerStreamOpen: true);
        try
        {
            using var timeout = new CancellationTokenSource(HandshakeTimeout, time);
            if (await IsPlainHttpAsync(plain.Input, timeout.Token))
            {
                _ = await plain.Output.WriteAsync(PlainHttpAnswer, timeout.Token);
                return;
            }

            await tls.AuthenticateAsServerAsync(file.Tls, timeout.Token);
        }
        catch (Exception error) when (error
            is WebConfigException or AuthenticationException or CryptographicException or IOException or OperationCanceledException)
        {
            // A broken file has a log line of its own, and clients cause the other errors. The platform throws a CryptographicException for a client
            // certificate with more than a hundred issuers.
            LogFailedHandshake(logger, connection.RemoteEndPoint, error);
            return;
        }

        var features = new TlsFeatures(tls);
        connection.Features.Set<ITlsConnectionFeature>(features);
        connection.Features.Set<ITlsHandshakeFeature>(features);
        connection.Features.Set<ITlsApplicationProtocolFeature>(features);
        try
        {
            await using var guard = tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? new Http2FloodGuard(tls, time) : null;
            await ServeHttpAsync(connection, (Stream?)guard ?? tls, next);
        }
        finally
        {
            connection.Transport = plain;
        }
    }

    /// <summary>Serves HTTP over the stream. When it returns, all output has been sent.</summary>
    private static async Task ServeHttpAsync(ConnectionContext connection, Stream tls, ConnectionDelegate next)
    {
        var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;

        // With zero-byte reads, a connection that waits for its next scrape holds no buffer.
        var input = PipeReader.Create(tls, new StreamPipeReaderOptions(pool, leaveOpen: true, useZeroByteReads: true));
        var output = PipeWriter.Create(tls, new StreamPipeWriterOptions(pool, leaveOpen: true));
        connection.Transport = new DuplexPipe(input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            await input.CompleteAsync();
            await output.CompleteAsync();
        }
    }

    // Whether the client uses plain HTTP, as a scraper does that is not configured for TLS. It gets an answer in plain HTTP. A handshake begins with
    // byte 22, a request with a letter.
    private static async Task<bool> IsPlainHttpAsync(PipeReader input, CancellationToken cancellation)
    {
        var first = (await input.ReadAsync(cancellation)).Buffer;
        var isPlainHttp = !first.IsEmpty && first.FirstSpan[0] is >= (byte)'A' and <= (byte)'Z';
        input.AdvanceTo(first.Start);
        return isPlainHttp;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "TLS handshake failed")]
    private static partial void LogFailedHandshake(ILogger logger, EndPoint? client, Exception exception);
}

/// <summary>Reports a connection's TLS version and negotiated protocol to Kestrel.</summary>
internal sealed class TlsFeatures(SslStream tls) : ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    public SslProtocols Protocol { get; } = tls.SslProtocol;

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = tls.NegotiatedApplicationProtocol.Protocol;

    /// <summary>Always null, because the handshake has already authenticated the client.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

#pragma warning disable SYSLIB0058 // Obsolete parts of the interface, which Kestrel does not use.
    public CipherAlgorithmType CipherAlgorithm => CipherAlgorithmType.None;
    public int CipherStrength => 0;
    public HashAlgorithmType HashAlgorithm => HashAlgorithmType.None;
    public int HashStrength => 0;
    public ExchangeAlgorithmType KeyExchangeAlgorithm => ExchangeAlgorithmType.None;
    public int KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
}

/// <summary>Base of a stream that supports only asynchronous reads and writes.</summary>
internal abstract class AsyncStream : Stream
{
    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Exposes a connection's pipes as a stream for <see cref="System.Net.Security.SslStream"/>.</summary>
/// <param name="pipe">The pipes. The stream does not close them.</param>
internal sealed class PipeStream(IDuplexPipe pipe) : AsyncStream
{
    /// <summary>
    /// Reads as much of the received data as fits; 0 bytes at the end. With an empty buffer, it waits until there are data to read.
    /// </summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var arrived = (await pipe.Input.ReadAsync(cancellationToken)).Buffer;
        var taken = arrived.Slice(0, Math.Min(arrived.Length, buffer.Length));
        taken.CopyTo(buffer.Span);

        // AdvanceTo returns the segments to the pipe, which reuses them at once, so the length is read before.
        var length = (int)taken.Length;
        pipe.Input.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ = await pipe.Output.WriteAsync(buffer, cancellationToken);

    /// <summary>Does nothing, because each write is sent at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
