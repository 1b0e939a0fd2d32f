// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.Attack.Wire;

/// <summary>Writes HTTP/2 frames (RFC 9113, section 4.1), valid or not, as the attack needs them.</summary>
internal sealed class Http2Writer
{
    // Types of frames, RFC 9113, section 6.
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;
    private const byte Continuation = 9;

    // Flags of HEADERS and CONTINUATION, RFC 9113, sections 6.2 and 6.10.
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    // Settings, RFC 9113, section 6.5.2, and the error code CANCEL, section 7.
    private const ushort HeaderTableSize = 1;
    private const ushort InitialWindowSize = 4;
    private const uint Cancel = 8;

    private const int FrameHeaderBytes = 9;

    // The default of SETTINGS_MAX_FRAME_SIZE, RFC 9113, section 6.5.2.
    private const int LargestFrame = 16_384;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The bytes written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Writes the connection preface with settings, with which a client must begin.</summary>
    /// <param name="window">The initial window of each stream in bytes.</param>
    /// <param name="headerTable">The largest dynamic table for the headers of answers, in bytes.</param>
    public Http2Writer Preface(uint window, uint headerTable = 4096)
    {
        _bytes.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Frame(Settings, 0, 0, 12);
        WriteSetting(HeaderTableSize, headerTable);
        WriteSetting(InitialWindowSize, window);
        return this;
    }

    /// <summary>Writes empty settings, which change nothing but must be acknowledged.</summary>
    public Http2Writer EmptySettings() => Frame(Settings, 0, 0, 0);

    public Http2Writer PingFrame()
    {
        _ = Frame(Ping, 0, 0, 8);
        _bytes.Write("attacked"u8);
        return this;
    }

    /// <summary>Writes a complete request in as many frames as its headers need.</summary>
    /// <param name="stream">The number of the stream: odd, and higher than all before.</param>
    /// <param name="block">The encoded headers.</param>
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

    /// <summary>Writes the first part of a request's headers; <see cref="MoreHeaders"/> must follow.</summary>
    public Http2Writer BeginHeaders(uint stream, ReadOnlySpan<byte> block)
    {
        _ = Frame(Headers, EndStream, stream, block.Length);
        _bytes.Write(block);
        return this;
    }

    /// <summary>Writes another part of a request's headers.</summary>
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

    /// <summary>Enlarges the window of a stream by a number of bytes, or the window of the connection when the stream is 0.</summary>
    public Http2Writer AddWindow(uint stream, uint bytes)
    {
        _ = Frame(WindowUpdate, 0, stream, 4);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), bytes);
        _bytes.Advance(4);
        return this;
    }

    /// <summary>The encoded pseudo-headers of a request for the metrics.</summary>
    public static byte[] ScrapeBlock()
    {
        var block = new ArrayBufferWriter<byte>();
        // RFC 7541, appendix A: ":method: GET" and ":scheme: https" as indexed fields, ":path" and ":authority" with indexed names.
        block.Write<byte>([0x82, 0x87, 0x04]);
        WriteText(block, "/metrics");
        block.Write<byte>([0x01]);
        WriteText(block, "exporter");
        return block.WrittenSpan.ToArray();
    }

    /// <summary>A header field as a literal (RFC 7541, section 6.2).</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="value">The value, in ASCII.</param>
    /// <param name="isKept">Whether the exporter must add the field to its dynamic table.</param>
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

    /// <summary>Writes a text without Huffman coding (RFC 7541, section 5.2); its length has a prefix of 7 bits (section 5.1).</summary>
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
