// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>A keep-alive connection to an exporter. A scrape takes little more than two system calls and allocates nothing.</summary>
internal sealed class ScrapeConnection : IDisposable
{
    private const int TimeoutMilliseconds = 10_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        SendTimeout = TimeoutMilliseconds,
        ReceiveTimeout = TimeoutMilliseconds,
    };

    private readonly byte[] _request;
    private byte[] _answer = new byte[64 * 1024];
    private int _received;
    private int _bodyStart;
    private int _bodyLength;

    /// <exception cref="SocketException">The exporter does not listen.</exception>
    public ScrapeConnection(int port, string path, Representation representation)
    {
        _request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {representation.Accept}\r\nAccept-Encoding: {representation.AcceptEncoding}\r\n\r\n");
        try
        {
            _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The bytes of the last answer's body as sent, compressed or not.</summary>
    public int BodyBytes => _bodyLength;

    /// <summary>Requests the metrics and reads the whole answer.</summary>
    /// <exception cref="FootprintException">The answer is not status 200 with metrics.</exception>
    public void Scrape()
    {
        _ = _socket.Send(_request);
        _received = 0;
        int headEnd;
        while ((headEnd = _answer.AsSpan(0, _received).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Receive();
        }

        var head = _answer.AsSpan(0, headEnd);
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new FootprintException($"a scrape was answered with: {Encoding.ASCII.GetString(head)}");
        }

        _bodyStart = headEnd + 4;
        var contentLength = Header(head, "Content-Length"u8);
        if (Utf8Parser.TryParse(contentLength, out int length, out _))
        {
            ReceiveUntil(_bodyStart + length);
            _bodyLength = length;
        }
        else
        {
            ReceiveChunks();
        }
    }

    /// <summary>The last answer's body as text.</summary>
    public string BodyText()
    {
        using var body = new MemoryStream(_answer, _bodyStart, _bodyLength);
        using Stream plain = _answer.AsSpan(_bodyStart).StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var reader = new StreamReader(plain);
        return reader.ReadToEnd();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            head = head[(end + 2)..];
            if (head.Length > name.Length && head[name.Length] == (byte)':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                return head[(name.Length + 1)..].TrimStart((byte)' ');
            }
        }

        return [];
    }

    /// <summary>Reads a chunked body (RFC 9112, section 7.1) and joins the chunks.</summary>
    private void ReceiveChunks()
    {
        _bodyLength = 0;
        var position = _bodyStart;
        while (true)
        {
            int lineLength;
            while ((lineLength = _answer.AsSpan(position, _received - position).IndexOf("\r\n"u8)) < 0)
            {
                Receive();
            }

            if (!Utf8Parser.TryParse(_answer.AsSpan(position, lineLength), out int size, out _, 'x'))
            {
                throw new FootprintException("an answer has neither a length nor chunks");
            }

            position += lineLength + 2;
            ReceiveUntil(position + size + 2);
            if (size == 0)
            {
                return;
            }

            _answer.AsSpan(position, size).CopyTo(_answer.AsSpan(_bodyStart + _bodyLength));
            _bodyLength += size;
            position += size + 2;
        }
    }

    private void ReceiveUntil(int end)
    {
        while (_received < end)
        {
            Receive();
        }
    }

    private void Receive()
    {
        if (_received == _answer.Length)
        {
            Array.Resize(ref _answer, _answer.Length * 2);
        }

        var received = _socket.Receive(_answer.AsSpan(_received));
        _received += received > 0 ? received : throw new FootprintException("an exporter closed the connection within an answer");
    }
}
