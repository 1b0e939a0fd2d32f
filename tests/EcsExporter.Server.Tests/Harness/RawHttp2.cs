// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Bytes of HTTP/2 (RFC 9113), right or wrong.</summary>
internal static class RawHttp2
{
    public const byte EndStream = 1;
    private const byte EndHeaders = 4;

    /// <summary>What a client says first, and its settings.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Settings()];

    public static byte[] Settings(params byte[] content) => Frame(4, 0, 0, content);

    /// <summary>The largest window for what the server sends on the connection.</summary>
    public static byte[] LargeWindow { get; } = Frame(8, 0, 0, [0x3f, 0xff, 0, 0]);

    /// <summary>The metrics are asked for; more of the request follows unless the flags say <see cref="EndStream"/>.</summary>
    public static byte[] Get(int stream, byte flags = 0, string path = "/metrics", params (string Name, string Value)[] headers) =>
        Headers(
            stream, flags, [0x82, 0x87, 0x04, .. Text(path), 0x01, .. Text("exporter"), .. headers.SelectMany(header => Literal(header.Name, header.Value))]);

    /// <summary>Fields after a body.</summary>
    public static byte[] Trailers(int stream) => Headers(stream, EndStream, [.. Literal("x", "y")]);

    public static byte[] Headers(int stream, byte flags, byte[] block) => Frame(1, (byte)(flags | EndHeaders), stream, block);

    public static byte[] Data(int stream, byte flags, params byte[] content) => Frame(0, flags, stream, content);

    /// <summary>The stream is no longer of interest.</summary>
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

    /// <summary>The next frame the server sends.</summary>
    public static async Task<(byte Type, int Stream, byte[] Content)> ReadFrameAsync(RawConnection connection)
    {
        var head = await connection.ReadExactlyAsync(9);
        var content = await connection.ReadExactlyAsync(BinaryPrimitives.ReadInt32BigEndian(head) >>> 8);
        return (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), content);
    }

    /// <summary>
    /// The status of an answer, which is its first field: one of those that RFC 7541 appendix A has a number for, or a literal after the number
    /// of the name, as text that is not compressed.
    /// </summary>
    public static string StatusOf(ReadOnlySpan<byte> block)
    {
        // Before it may stand a new size of the table.
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

    /// <summary>A field that is not kept in the compression table (RFC 7541 section 6.2.2).</summary>
    private static IEnumerable<byte> Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static IEnumerable<byte> Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
}
