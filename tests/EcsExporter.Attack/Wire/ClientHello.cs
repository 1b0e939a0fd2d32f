// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace EcsExporter.Attack.Wire;

/// <summary>Records the first message of a TLS client.</summary>
internal static class ClientHello
{
    // RFC 8446, section 5.1: a record begins with its type, version and length.
    private const int HeaderBytes = 5;
    private const int LengthAt = 3;

    /// <summary>Starts a handshake with the platform's TLS library against a listener that only records the bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>> RecordAsync(CancellationToken end)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, end);
        using var accepted = await listener.AcceptTcpClientAsync(end);
        await using var tls = new SslStream(client.GetStream());
        var handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1" }, end);

        var record = new byte[16 * 1024];
        await accepted.GetStream().ReadExactlyAsync(record.AsMemory(0, HeaderBytes), end);
        var length = HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(LengthAt));
        await accepted.GetStream().ReadExactlyAsync(record.AsMemory(HeaderBytes, length - HeaderBytes), end);

        accepted.Close();
        try
        {
            await handshake;
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // The handshake cannot succeed, because the listener does not answer.
        }

        return record.AsMemory(0, length);
    }
}
