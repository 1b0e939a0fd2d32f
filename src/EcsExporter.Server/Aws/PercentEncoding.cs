// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace EcsExporter.Server.Aws;

/// <summary>Percent-encodes as SigV4 requires: every byte but the unreserved characters (RFC 3986, section 2.3), in upper-case hexadecimal.</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Writes the percent-encoded UTF-8 of a text.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            Write(output, utf8[..rune.EncodeToUtf8(utf8)]);
        }
    }

    /// <summary>Writes percent-encoded bytes.</summary>
    public static void Write(IBufferWriter<byte> output, scoped ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (Unreserved.Contains(value))
            {
                output.Write([value]);
            }
            else
            {
                output.Write([(byte)'%', HexDigit(value >> 4), HexDigit(value & 0xf)]);
            }
        }
    }

    /// <summary>
    /// Decodes a name or a value of a query. A <c>+</c> is decoded to a space, as in forms and in AWS's SDK for Go. A <c>%</c> without two
    /// hexadecimal digits is kept.
    /// </summary>
    public static byte[] DecodeQuery(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        _ = Encoding.UTF8.GetBytes(text, bytes);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var isEscape = bytes[i] == '%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = isEscape ? (byte)((HexValue(bytes[i + 1]) << 4) | HexValue(bytes[i + 2])) : bytes[i] == '+' ? (byte)' ' : bytes[i];
            i += isEscape ? 2 : 0;
        }

        return bytes[..length];
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];

    private static int HexValue(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
