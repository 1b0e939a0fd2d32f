// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>A name and a password, as <c>Authorization: Basic</c> carries them (RFC 7617).</summary>
/// <param name="User">The name.</param>
/// <param name="Password">The password's bytes.</param>
internal readonly record struct BasicCredentials(string User, ReadOnlyMemory<byte> Password)
{
    private const string Scheme = "Basic ";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Parses the header's value; null when it has no name and password.</summary>
    public static BasicCredentials? Parse(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = header.AsSpan(Scheme.Length);
        var decoded = new byte[(encoded.Length * 3 / 4) + 1];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
        {
            return null;
        }

        var colon = decoded.AsSpan(0, length).IndexOf((byte)':');
        if (colon < 0)
        {
            return null;
        }

        try
        {
            return new BasicCredentials(StrictUtf8.GetString(decoded.AsSpan(0, colon)), decoded.AsMemory(colon + 1, length - colon - 1));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The name alone: the text that a record makes of itself could carry the password into a log.</summary>
    public override string ToString() => User;
}
