// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace EcsExporter.Footprint;

/// <summary>A receiver that accepts and discards every request. It serves each connection with a thread that blocks in reads.</summary>
internal sealed class PushReceiver : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private long _bytes;
    private volatile bool _isUnavailable;

    public PushReceiver()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Url = new Uri($"http://{_listener.LocalEndPoint}/api/v1/write");
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The value for <c>--push.url</c>.</summary>
    public Uri Url { get; }

    /// <summary>The bytes of all bodies.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether the receiver answers every request with status 503.</summary>
    public bool IsUnavailable { get => _isUnavailable; set => _isUnavailable = value; }

    /// <summary>Stops listening. Connections stay open until the exporters end.</summary>
    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = _listener.Accept();
                new Thread(() => Serve(connection)) { IsBackground = true }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private void Serve(Socket connection)
    {
        using var _ = connection;
        connection.NoDelay = true;
        var buffer = new byte[64 * 1024];
        try
        {
            for (var received = 0; ;)
            {
                var head = buffer.AsSpan(0, received).IndexOf("\r\n\r\n"u8);
                if (head < 0)
                {
                    var read = connection.Receive(buffer.AsSpan(received));
                    if (read == 0)
                    {
                        return;
                    }

                    received += read;
                    continue;
                }

                var body = ContentLength(buffer.AsSpan(0, head));
                for (var rest = body - (received - head - 4); rest > 0;)
                {
                    rest -= connection.Receive(buffer.AsSpan(0, Math.Min(rest, buffer.Length)));
                }

                Interlocked.Add(ref _bytes, body);
                received = 0;
                connection.Send(_isUnavailable ? "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8 : "HTTP/1.1 204 No Content\r\n\r\n"u8);
            }
        }
        catch (SocketException)
        {
            // The exporter was killed.
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        return head.IndexOf(name) is >= 0 and var start && Utf8Parser.TryParse(head[(start + name.Length)..], out int length, out _)
            ? length
            : throw new FootprintException("a pushed request has no length");
    }
}
