// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Counts the frames that a client sends over HTTP/2, and closes the connection when they are far more than a scraper's. Whatever number of streams
/// it allows, Kestrel keeps a hundred streams of a connection, each with its headers for five seconds after it was refused or reset. That is
/// megabytes per connection. A scraper begins one stream per scrape. The guard does not close the decrypted stream.
/// </summary>
internal sealed class Http2FloodGuard(Stream client, TimeProvider time) : AsyncStream
{
    private const int MaxStreams = 24;
    private const int MaxFrames = 500;

    // RFC 9113 sections 3.4 and 4.1.
    private const int PrefaceBytes = 24;
    private const int FrameHeaderBytes = 9;
    private const byte HeadersFrame = 1;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly byte[] _header = new byte[FrameHeaderBytes];
    private long _intervalBeganAt = time.GetTimestamp();
    private int _headerBytes;
    private int _bytesToSkip = PrefaceBytes;
    private int _streams;
    private int _frames;

    /// <exception cref="IOException">The client sent too many frames.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await client.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        client.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => client.FlushAsync(cancellationToken);

    private void Count(ReadOnlySpan<byte> received)
    {
        while (!received.IsEmpty)
        {
            var skipped = Math.Min(_bytesToSkip, received.Length);
            _bytesToSkip -= skipped;
            received = received[skipped..];

            var copied = Math.Min(FrameHeaderBytes - _headerBytes, received.Length);
            received[..copied].CopyTo(_header.AsSpan(_headerBytes));
            _headerBytes += copied;
            received = received[copied..];
            if (_headerBytes == FrameHeaderBytes)
            {
                _headerBytes = 0;
                _bytesToSkip = BinaryPrimitives.ReadInt32BigEndian(_header) >>> 8;
                CountFrame(_header[3]);
            }
        }
    }

    private void CountFrame(byte type)
    {
        if (time.GetElapsedTime(_intervalBeganAt) >= Interval)
        {
            _intervalBeganAt = time.GetTimestamp();
            _streams = _frames = 0;
        }

        _streams += type == HeadersFrame ? 1 : 0;
        if (++_frames > MaxFrames || _streams > MaxStreams)
        {
            throw new IOException("The client sends too many HTTP/2 frames.");
        }
    }
}
