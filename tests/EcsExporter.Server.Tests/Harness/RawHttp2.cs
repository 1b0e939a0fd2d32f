// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Builds HTTP/2 frames (RFC 9113), valid or not.</summary>
internal static class RawHttp2
{
    public const byte EndStream = 1;
    private const byte EndHeaders = 4;

    /// <summary>The connection preface with empty settings.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Settings()];

    public static byte[] Settings(params byte[] content) => Frame(4, 0, 0, content);

    /// <summary>A WINDOW_UPDATE that enlarges the connection's window for the server's data by about 1 GiB.</summary>
    public static byte[] LargeWindow { get; } = Frame(8, 0, 0, [0x3f, 0xff, 0, 0]);

    /// <summary>A GET request; a body or trailers follow unless the flags contain <see cref="EndStream"/>.</summary>
    public static byte[] Get(int stream, byte flags = 0, string path = "/metrics", params (string Name, string Value)[] headers) =>
        Headers(
            stream, flags, [0x82, 0x87, 0x04, .. Text(path), 0x01, .. Text("exporter"), .. headers.SelectMany(header => Literal(header.Name, header.Value))]);

    /// <summary>Trailers, which end the request.</summary>
    public static byte[] Trailers(int stream) => Headers(stream, EndStream, [.. Literal("x", "y")]);

    public static byte[] Headers(int stream, byte flags, byte[] block) => Frame(1, (byte)(flags | EndHeaders), stream, block);

    public static byte[] Data(int stream, byte flags, params byte[] content) => Frame(0, flags, stream, content);

    /// <summary>RST_STREAM with the error code CANCEL.</summary>
    public static byte[] Reset(int stream) => Frame(3, 0, stream, [0, 0, 0, 8]);

    public static byte[] Frame(byte type, byte flags, int stream, params byte[] content)
    {
        var frame = new byte[9 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        content.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>Reads the next frame from the server.</summary>
    public static async Task<(byte Type, int Stream, byte[] Content)> ReadFrameAsync(RawConnection connection)
    {
        var head = await connection.ReadExactlyAsync(9);
        var content = await connection.ReadExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(head) >>> 8);
        return (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), content);
    }

    /// <summary>
    /// The status of an answer, which is its first field: an indexed field (RFC 7541, appendix A), or a literal with an indexed name and without
    /// Huffman coding.
    /// </summary>
    public static string StatusOf(ReadOnlySpan<byte> block)
    {
        // Updates of the dynamic table's size may precede the first field (RFC 7541, section 4.2).
        while ((block[0] & 0xe0) == 0x20)
        {
            block = block[1..];
        }

        return block[0] switch
        {
            0x88 => "200",
            0x8c => "400",
            0x8d => "404",
            0x8e => "500",
            _ => Encoding.ASCII.GetString(block.Slice(2, block[1])),
        };
    }

    /// <summary>A literal field without indexing (RFC 7541, section 6.2.2).</summary>
    private static IEnumerable<byte> Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static IEnumerable<byte> Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
