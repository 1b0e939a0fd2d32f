// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>Formats a receiver's message for a log line.</summary>
internal static class ReceiverMessage
{
    /// <summary>The most bytes of an answer that are read for the message.</summary>
    public const int MaxBytes = 8 * 1024;

    private const int MaxCharacters = 300;

    /// <summary>Returns the status and the beginning of the body on one line, without secrets.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">The beginning of the answer's body, at most <see cref="MaxBytes"/>.</param>
    /// <param name="secrets">The secrets to redact.</param>
    public static string Of(HttpStatusCode status, ReadOnlySpan<byte> body, RequestSecrets secrets)
    {
        var words = Of(body, secrets);
        var code = ((int)status).ToString(CultureInfo.InvariantCulture);
        return words.Length == 0 ? $"the receiver answered {code}" : $"the receiver answered {code}: {words}";
    }

    /// <summary>Returns the beginning of a receiver's text on one line, without secrets.</summary>
    public static string Of(ReadOnlySpan<byte> text, RequestSecrets secrets)
    {
        var words = secrets.Redact(Encoding.UTF8.GetString(text));
        if (text.Length >= MaxBytes)
        {
            // The text is cut off here, and Redact does not recognize the beginning of a secret.
            words = words[..Math.Max(0, words.Length - secrets.LongestLength)];
        }

        return OneLine(words);
    }

    private static string OneLine(string words)
    {
        var line = new StringBuilder();
        var isGap = false;
        foreach (var character in words)
        {
            if (char.IsWhiteSpace(character))
            {
                isGap = line.Length > 0;
                continue;
            }

            if (line.Length >= MaxCharacters)
            {
                return line.Append('…').ToString();
            }

            _ = isGap ? line.Append(' ') : line;
            isGap = false;
            _ = char.IsControl(character) ? line.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}") : line.Append(character);
        }

        return line.ToString();
    }
}
