// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Answers scrapes on loopback addresses in place of the exporters of simulated tasks.</summary>
internal sealed class LoopbackTargets : IDisposable
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: 14\r\nConnection: close\r\n\r\ntask_target 1\n");

    private readonly ConcurrentDictionary<string, TcpListener> _listeners = new(StringComparer.Ordinal);

    /// <summary>Listens on an address such as <c>127.0.8.1:40000</c> or <c>[::1]:40000</c>, unless it does already.</summary>
    public void Open(string address)
    {
        if (_listeners.ContainsKey(address))
        {
            return;
        }

        var listener = new TcpListener(IPEndPoint.Parse(address));
        listener.Start();
        _listeners[address] = listener;
        _ = AcceptAsync(listener);
    }

    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
        {
            listener.Dispose();
        }
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = new byte[8192];
                for (var length = 0; !request.AsSpan(0, length).EndsWith("\r\n\r\n"u8);)
                {
                    var read = await stream.ReadAsync(request.AsMemory(length));
                    if (read == 0)
                    {
                        return;
                    }

                    length += read;
                }

                await stream.WriteAsync(Answer);
            }
            catch (Exception error) when (error is IOException or ArgumentException)
            {
                // The client has closed the connection, or has sent more than a scrape.
            }
        }
    }
}
