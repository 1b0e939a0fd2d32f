// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.Attack.Wire;

/// <summary>Writes frames of HTTP/2 (RFC 9113, section 4.1), right or wrong as the attack needs them.</summary>
internal sealed class Http2Writer
{
    // A type of frame, section 6.
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte Continuation = 9;

    // Flags of HEADERS and CONTINUATION.
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    // Settings, section 6.5.2, and CANCEL, section 7.
    private const ushort HeaderTableSize = 1;
    private const ushort InitialWindowSize = 4;
    private const uint Cancel = 8;

    private const int FrameHeaderBytes = 9;

    // SETTINGS_MAX_FRAME_SIZE, unless the other side allows more.
    private const int LargestFrame = 16_384;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>What a client has to begin with: the preface, and settings.</summary>
    /// <param name="window">How many bytes of each answer may be sent before the client asks for more.</param>
    /// <param name="headerTable">How large the table of the answer's headers may be.</param>
    public Http2Writer Preface(uint window, uint headerTable = 4096)
    {
        _bytes.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Frame(Settings, 0, 0, 12);
        WriteSetting(HeaderTableSize, headerTable);
        WriteSetting(InitialWindowSize, window);
        return this;
    }

    /// <summary>Settings that change nothing; the exporter has to acknowledge them.</summary>
    public Http2Writer EmptySettings() => Frame(Settings, 0, 0, 0);

    public Http2Writer PingFrame()
    {
        _ = Frame(Ping, 0, 0, 8);
        _bytes.Write("attacked"u8);
        return this;
    }

    /// <summary>A whole request, in as many frames as its headers need.</summary>
    /// <param name="stream">An odd number, higher than the last one.</param>
    /// <param name="block">Its headers.</param>
    public Http2Writer Request(uint stream, ReadOnlySpan<byte> block)
    {
        var first = Math.Min(block.Length, LargestFrame);
        _ = Frame(Headers, first == block.Length ? (byte)(EndStream | EndHeaders) : EndStream, stream, first);
        _bytes.Write(block[..first]);
        for (var rest = block[first..]; !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, LargestFrame);
            _ = MoreHeaders(stream, rest[..length], isLast: length == rest.Length);
            rest = rest[length..];
        }

        return this;
    }

    /// <summary>The first part of a request's headers; <see cref="MoreHeaders"/> follows.</summary>
    public Http2Writer BeginHeaders(uint stream, ReadOnlySpan<byte> block)
    {
        _ = Frame(Headers, EndStream, stream, block.Length);
        _bytes.Write(block);
        return this;
    }

    /// <summary>Another part of them, which is the last one or not.</summary>
    public Http2Writer MoreHeaders(uint stream, ReadOnlySpan<byte> block, bool isLast)
    {
        _ = Frame(Continuation, isLast ? EndHeaders : (byte)0, stream, block.Length);
        _bytes.Write(block);
        return this;
    }

    public Http2Writer Reset(uint stream)
    {
        _ = Frame(ResetStream, 0, stream, 4);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), Cancel);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>Lets the exporter send so many more bytes on a stream, or on the connection when the stream is 0.</summary>
    public Http2Writer AddWindow(uint stream, uint bytes)
    {
        _ = Frame(WindowUpdate, 0, stream, 4);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), bytes);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>The pseudo headers of a request for the metrics.</summary>
    public static byte[] ScrapeBlock()
    {
        var block = new ArrayBufferWriter<byte>();
        // RFC 7541, appendix A: :method GET, :scheme https. Then :path and :authority by their indexed names.
        block.Write<byte>([0x82, 0x87, 0x04]);
        WriteText(block, "/metrics");
        block.Write<byte>([0x01]);
        WriteText(block, "exporter");
        return block.WrittenSpan.ToArray();
    }

    /// <summary>A header field as a literal (RFC 7541, section 6.2).</summary>
    /// <param name="name">Lower-case.</param>
    /// <param name="value">ASCII.</param>
    /// <param name="isKept">Whether the exporter has to keep it in its table.</param>
    public static byte[] Field(string name, string value, bool isKept)
    {
        var field = new ArrayBufferWriter<byte>();
        field.Write<byte>([isKept ? (byte)0x40 : (byte)0]);
        WriteText(field, name);
        WriteText(field, value);
        return field.WrittenSpan.ToArray();
    }

    private void WriteSetting(ushort name, uint value)
    {
        var span = _bytes.GetSpan(6);
        BinaryPrimitives.WriteUInt16BigEndian(span, name);
        BinaryPrimitives.WriteUInt32BigEndian(span[2..], value);
        _bytes.Advance(6);
    }

    private Http2Writer Frame(byte type, byte flags, uint stream, int length)
    {
        var span = _bytes.GetSpan(FrameHeaderBytes);
        BinaryPrimitives.WriteUInt32BigEndian(span, (uint)length << 8);
        span[3] = type;
        span[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(span[5..], stream);
        _bytes.Advance(FrameHeaderBytes);
        return this;
    }

    /// <summary>A text without Huffman coding; its length has a prefix of 7 bits (RFC 7541, section 5.1).</summary>
    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        const int Prefix = 127;
        if (text.Length < Prefix)
        {
            output.Write<byte>([(byte)text.Length]);
        }
        else
        {
            output.Write<byte>([Prefix]);
            var rest = text.Length - Prefix;
            for (; rest >= 128; rest >>= 7)
            {
                output.Write<byte>([(byte)(rest | 128)]);
            }

            output.Write<byte>([(byte)rest]);
        }

        output.Write(Encoding.ASCII.GetBytes(text));
    }
}
