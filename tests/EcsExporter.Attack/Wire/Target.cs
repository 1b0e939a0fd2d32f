// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Wire;

/// <summary>The address of the attacked exporter: a port on 127.0.0.1, and the certificate if the exporter has TLS.</summary>
internal sealed record Target(int Port, X509Certificate2? Certificate)
{
    /// <summary>Opens a connection for HTTP/1.1, with TLS if the exporter has TLS.</summary>
    /// <param name="receiveBuffer">The size of the kernel's receive buffer in bytes; null for the default.</param>
    /// <param name="end">Cancelled at the end of the attack.</param>
    public Task<HostileConnection> ConnectAsync(int? receiveBuffer, CancellationToken end) =>
        ConnectAsync(receiveBuffer, SslApplicationProtocol.Http11, end);

    /// <summary>Opens a connection with TLS and negotiates HTTP/2.</summary>
    public Task<HostileConnection> ConnectHttp2Async(int? receiveBuffer, CancellationToken end) =>
        ConnectAsync(receiveBuffer, SslApplicationProtocol.Http2, end);

    /// <summary>Opens a TCP connection without TLS.</summary>
    public async Task<HostileConnection> ConnectBareAsync(int? receiveBuffer, CancellationToken end)
    {
        Socket? socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Closing resets the connection. Without resets, connections in TIME-WAIT would use up the ports of 127.0.0.1 within a minute.
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
