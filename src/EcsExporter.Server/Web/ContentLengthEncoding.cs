// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.Net.Http.Headers;

namespace EcsExporter.Server.Web;

/// <summary>
/// Makes Kestrel refuse a <c>Content-Length</c> that is not digits alone, the only form RFC 9110 section 8.6 allows. Kestrel's parser
/// accepts a sign, so it takes <c>+0</c> and <c>-0</c> for 0, while another server may find another length in them and see another
/// end of the request. Kestrel decodes header values with an encoding of the application's choice; this one turns every other
/// byte into a letter, and Kestrel answers 400.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    private static readonly ContentLengthEncoding Instance = new();

    /// <summary>The encoding of a header's values; null for Kestrel's own.</summary>
    public static Encoding? For(string headerName) => headerName == HeaderNames.ContentLength ? Instance : null;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => count;

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("Only requests are decoded.");

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Decodes as much as there is room for. Kestrel gives room for 20 characters, and refuses what fills it.</summary>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var length = Math.Min(bytes.Length, chars.Length);
        for (var i = 0; i < length; i++)
        {
            chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[i] : 'x';
        }

        return length;
    }

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;
}
