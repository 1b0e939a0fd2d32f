// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EcsExporter.Server.WebConfig;

/// <summary>Makes a listener speak TLS.</summary>
internal static class TlsListener
{
    private static readonly TimeSpan FirstBytePatience = TimeSpan.FromSeconds(10);

    private static ReadOnlyMemory<byte> AnswerToPlainHttp { get; } =
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8
            .ToArray();

    /// <summary>Every connection is shaken hands with as the file says at that moment.</summary>
    public static void UseTls(this ListenOptions listener, WebConfigFile file)
    {
        listener.Protocols = HttpProtocols.Http1AndHttp2;
        _ = listener.Use(next => connection => TellPlainHttpAsync(connection, next));
        _ = listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Options(file)) });
    }

    private static SslServerAuthenticationOptions Options(WebConfigFile file)
    {
        try
        {
            return file.Tls;
        }
        catch (WebConfigException error)
        {
            // The one exception with which a handshake may fail without a word in the log: the file's own line is there.
            throw new AuthenticationException(error.Message, error);
        }
    }

    /// <summary>
    /// A scraper that was not told about TLS speaks HTTP: it gets told in its own language. A handshake begins with byte 22, a
    /// request with a letter.
    /// </summary>
    private static async Task TellPlainHttpAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        bool isPlainHttp;
        try
        {
            using var patience = new CancellationTokenSource(FirstBytePatience);
            var input = connection.Transport.Input;
            var first = (await input.ReadAsync(patience.Token)).Buffer;
            isPlainHttp = !first.IsEmpty && first.FirstSpan[0] is >= (byte)'A' and <= (byte)'Z';
            input.AdvanceTo(first.Start);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // It never spoke, or went away.
            return;
        }

        await (isPlainHttp ? connection.Transport.Output.WriteAsync(AnswerToPlainHttp).AsTask() : next(connection));
    }
}
