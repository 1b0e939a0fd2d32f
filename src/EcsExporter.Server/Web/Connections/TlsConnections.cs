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
/// Speaks TLS on a listener's connections, below Kestrel's HTTP. Kestrel's own <c>UseHttps</c> works only with a service container, which takes
/// 0.3 MB more memory even without TLS, and with the obsolete <c>IHostingEnvironment</c>.
/// </summary>
internal sealed partial class TlsConnections(WebConfigFile file, ILogger logger, TimeProvider time)
{
    /// <summary>How long a client may take from its connection to the end of the handshake.</summary>
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    private static ReadOnlyMemory<byte> PlainHttpAnswer { get; } =
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8
            .ToArray();

    /// <summary>Makes the listener speak TLS. The handshake decides between HTTP/1.1 and HTTP/2.</summary>
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
            // The log has a line of its own for a broken file, and the client causes the others. The platform throws a CryptographicException for a
            // client's certificate with more than a hundred issuers.
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

    /// <summary>Serves HTTP over the stream. Everything written has been sent when it returns.</summary>
    private static async Task ServeHttpAsync(ConnectionContext connection, Stream tls, ConnectionDelegate next)
    {
        var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;

        // Zero-byte reads: a connection that waits for its next scrape holds no buffer.
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

    // Whether the client speaks plain HTTP, as a scraper does that was not configured for TLS; it gets an answer that it understands. A handshake
    // begins with byte 22, a request with a letter.
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

/// <summary>Tells Kestrel about a connection's TLS: its version, and the protocol that the handshake agreed on.</summary>
internal sealed class TlsFeatures(SslStream tls) : ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    public SslProtocols Protocol { get; } = tls.SslProtocol;

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = tls.NegotiatedApplicationProtocol.Protocol;

    /// <summary>Null, because the handshake has already decided whether the client gets in.</summary>
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

/// <summary>A stream of a connection, which supports only asynchronous reads and writes.</summary>
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

/// <summary>A connection's pipes as the stream that <see cref="System.Net.Security.SslStream"/> needs.</summary>
/// <param name="pipe">The pipes, which the stream does not close.</param>
internal sealed class PipeStream(IDuplexPipe pipe) : AsyncStream
{
    /// <summary>Reads as much of what has arrived as fits, 0 bytes at the end. With an empty buffer, waits until there is something to read.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var arrived = (await pipe.Input.ReadAsync(cancellationToken)).Buffer;
        var taken = arrived.Slice(0, Math.Min(arrived.Length, buffer.Length));
        taken.CopyTo(buffer.Span);

        // AdvanceTo gives the segments of the sequence back to the pipe, which uses them again at once.
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
