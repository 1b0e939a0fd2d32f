// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A connection on which a test can send bytes that no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;

    /// <summary>Connects, with TLS when a protocol to talk over it is named. The server's certificate is not checked.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address, SslApplicationProtocol? overTls = null)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        connection._client.NoDelay = true;
        connection._stream = connection._client.GetStream();
        if (overTls is { } protocol)
        {
#pragma warning disable CA5359 // The exporter under test made it up.
            var tls = new SslStream(connection._stream, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
            connection._stream = tls;
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = [protocol] }, TestContext.Current.CancellationToken);
        }

        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends bytes below TLS, which the other side cannot understand.</summary>
    public async Task SendBelowTlsAsync(ReadOnlyMemory<byte> bytes) => await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Says that nothing more will be sent: over TLS with its own message if wanted, and with FIN.</summary>
    public async Task EndSendingAsync(bool closeNotify = true, bool fin = true)
    {
        if (closeNotify && _stream is SslStream tls)
        {
            await tls.ShutdownAsync();
        }

        if (fin)
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>Ends the connection with a reset, when it is disposed.</summary>
    public void ResetOnDispose() => _client.Client.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>All that comes until the other side closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
    }

    /// <summary>What comes until the text has come.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            text.Append(Encoding.Latin1.GetString(await ReadAsync()));
        }

        return text.ToString();
    }

    /// <summary>The next bytes; throws when there are no more.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var length =
            await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        return length > 0 ? buffer[..length] : throw new EndOfStreamException();
    }

    /// <summary>So many bytes.</summary>
    public async Task<byte[]> ReadExactlyAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>Closes the connection without TLS's own farewell.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
