// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Wire;

/// <summary>A connection of an attacker. Disposing of it resets the connection.</summary>
internal sealed class HostileConnection : IAsyncDisposable
{
    // linux/include/uapi/linux/tcp.h and include/net/tcp_states.h: the first byte of TCP_INFO is the state.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const byte Established = 1;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly Stream _stream;

    /// <param name="socket">A connected socket, which belongs to this connection from now on.</param>
    public HostileConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    private HostileConnection(Socket socket, SslStream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <summary>Performs the TLS handshake. When the handshake fails, the connection is closed.</summary>
    public async Task<HostileConnection> SecureAsync(X509Certificate2 certificate, SslApplicationProtocol protocol, CancellationToken end)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "127.0.0.1",
                    ApplicationProtocols = [protocol],
                    RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown),
                },
                end);
            return new HostileConnection(_socket, tls);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken end) => _stream.WriteAsync(bytes, end);

    /// <returns>The number of bytes; 0 when the exporter has closed the connection.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken end) => _stream.ReadAsync(buffer, end);

    /// <summary>Reads and discards bytes until the exporter closes the connection.</summary>
    public async Task DrainAsync(CancellationToken end)
    {
        var buffer = new byte[4096];
        while (await _stream.ReadAsync(buffer, end) > 0)
        {
        }
    }

    /// <summary>Waits until the exporter has closed the connection, without reading: the kernel reports the state of the socket.</summary>
    public async Task WaitForCloseAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(LookInterval);
        do
        {
            _ = await timer.WaitForNextTickAsync(end);
        }
        while (IsOpen());
    }

    public bool IsOpen()
    {
        Span<byte> info = stackalloc byte[8];
        return _socket.GetRawSocketOption(TcpLevel, TcpInfo, info) > 0 && info[0] == Established;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
