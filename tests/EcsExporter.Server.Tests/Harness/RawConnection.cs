// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>A TCP or TLS connection on which a test can send any bytes, also bytes that no HTTP client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private Stream _stream = Stream.Null;

    /// <summary>Connects, with TLS when a protocol is given for it. The server's certificate is not verified.</summary>
    public static async Task<RawConnection> OpenAsync(Uri address, SslApplicationProtocol? overTls = null)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        connection._client.NoDelay = true;
        connection._stream = connection._client.GetStream();
        if (overTls is { } protocol)
        {
#pragma warning disable CA5359 // The certificate of the exporter under test is self-signed.
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

    /// <summary>Sends bytes on the TCP connection below TLS, which the server cannot decrypt.</summary>
    public async Task SendBelowTlsAsync(ReadOnlyMemory<byte> bytes) => await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Ends the client's side of the connection: with close_notify on TLS if wanted, and with FIN if wanted.</summary>
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

    /// <summary>Makes <see cref="Dispose"/> reset the connection.</summary>
    public void ResetOnDispose() => _client.Client.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
    }

    /// <summary>Reads until the bytes contain the text.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        var text = new StringBuilder();
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            text.Append(Encoding.Latin1.GetString(await ReadAsync()));
        }

        return text.ToString();
    }

    /// <summary>Reads the next bytes; throws when the connection has ended.</summary>
    public async Task<byte[]> ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        var length =
            await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        return length > 0 ? buffer[..length] : throw new EndOfStreamException();
    }

    /// <summary>Reads this many bytes.</summary>
    public async Task<byte[]> ReadExactlyAsync(int length)
    {
        var bytes = new byte[length];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Poll.Timeout, TestContext.Current.CancellationToken);
        return bytes;
    }

    /// <summary>Closes the connection without close_notify.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
