// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Tests.Simulator;

/// <summary>A client that returns the raw bytes of an answer.</summary>
internal static class RawClient
{
    /// <summary>Sends a GET request and reads until the connection ends; after a reset it throws, and the bytes before the reset are lost.</summary>
    public static async Task<string> GetAsync(Uri uri, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        await client.ConnectAsync(uri.Host, uri.Port, cancellationToken);
        var stream = client.GetStream();
        var request = $"GET {uri.AbsolutePath} HTTP/1.1\r\nHost: {uri.Authority}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        using StreamReader reader = new(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
