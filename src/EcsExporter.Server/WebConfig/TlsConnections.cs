// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Speaks TLS on a listener's connections, below Kestrel's HTTP. Kestrel's own TLS needs a service container and brings the
/// loading of its configuration along, for which everybody would pay with memory, whether they use TLS or not.
/// </summary>
/// <param name="file">Says, at the moment a connection begins, how hands are shaken.</param>
/// <param name="logger">Told at debug level of handshakes that failed.</param>
/// <param name="time">The clock of timeouts.</param>
internal sealed partial class TlsConnections(WebConfigFile file, ILogger logger, TimeProvider time)
{
    /// <summary>From the connection to the end of the handshake.</summary>
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private static ReadOnlyMemory<byte> AnswerToPlainHttp { get; } =
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8
            .ToArray();

    /// <summary>Makes the listener speak TLS. Its protocols stay as they are: which one is spoken is agreed on in the handshake.</summary>
    public void Use(ListenOptions listener) => listener.Use(next => connection => ServeAsync(connection, next));

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var plain = connection.Transport;
        await using var bytes = new PipeStream(plain);
        await using var tls = new SslStream(bytes, leaveInnerStreamOpen: true);
        try
        {
            using var patience = new CancellationTokenSource(HandshakePatience, time);
            if (await IsPlainHttpAsync(plain.Input, patience.Token))
            {
                _ = await plain.Output.WriteAsync(AnswerToPlainHttp, patience.Token);
                return;
            }

            await tls.AuthenticateAsServerAsync(file.Tls, patience.Token);
        }
        catch (Exception error) when (error
            is WebConfigException or AuthenticationException or CryptographicException or IOException or OperationCanceledException)
        {
            // A broken file has its own line in the log; the others are the client's doing. The platform throws a CryptographicException
            // for a client's certificate with more than a hundred issuers.
            LogFailedHandshake(logger, connection.RemoteEndPoint, error);
            return;
        }

        var features = new TlsFeatures(tls);
        connection.Features.Set<ITlsConnectionFeature>(features);
        connection.Features.Set<ITlsHandshakeFeature>(features);
        connection.Features.Set<ITlsApplicationProtocolFeature>(features);
        try
        {
            if (tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2)
            {
                await using var guarded = new Http2FloodGuard(tls, time);
                await TalkAsync(connection, guarded, next);
            }
            else
            {
                await TalkAsync(connection, tls, next);
            }
        }
        finally
        {
            connection.Transport = plain;
        }
    }

    /// <summary>Lets HTTP be spoken over the stream; what was written is sent before it returns.</summary>
    private static async Task TalkAsync(ConnectionContext connection, Stream tls, ConnectionDelegate next)
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

    /// <summary>
    /// A scraper that was not told about TLS speaks HTTP, and gets told in its own language. A handshake begins with byte 22, a
    /// request with a letter.
    /// </summary>
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
