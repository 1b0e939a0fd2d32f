// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Wire;

/// <summary>The exporter as its attackers see it: a port of 127.0.0.1, and its certificate when it speaks TLS.</summary>
internal sealed record Target(int Port, X509Certificate2? Certificate)
{
    /// <summary>A connection over which HTTP/1.1 can be spoken, with TLS if the exporter has it.</summary>
    /// <param name="receiveBuffer">Bytes that the kernel may keep of what is not read; null for the usual.</param>
    /// <param name="end">The end of the attack.</param>
    public Task<HostileConnection> ConnectAsync(int? receiveBuffer, CancellationToken end) =>
        ConnectAsync(receiveBuffer, SslApplicationProtocol.Http11, end);

    /// <summary>A connection over TLS for which HTTP/2 was agreed.</summary>
    public Task<HostileConnection> ConnectHttp2Async(int? receiveBuffer, CancellationToken end) =>
        ConnectAsync(receiveBuffer, SslApplicationProtocol.Http2, end);

    /// <summary>A bare TCP connection.</summary>
    public async Task<HostileConnection> ConnectBareAsync(int? receiveBuffer, CancellationToken end)
    {
        Socket? socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Closing resets the connection. Otherwise a minute of closed connections would use up the ports of 127.0.0.1.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            if (receiveBuffer is { } bytes)
            {
                socket.ReceiveBufferSize = bytes;
            }

            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port), end);
            var connection = new HostileConnection(socket);
            socket = null;
            return connection;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    private async Task<HostileConnection> ConnectAsync(int? receiveBuffer, SslApplicationProtocol protocol, CancellationToken end)
    {
        var bare = await ConnectBareAsync(receiveBuffer, end);
        return Certificate is null ? bare : await bare.SecureAsync(Certificate, protocol, end);
    }
}
