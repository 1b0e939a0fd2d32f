// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;

namespace EcsExporter.Server.Aws.Credentials;

/// <summary>
/// Parses the answer of a credentials endpoint: <c>{"AccessKeyId": "…", "SecretAccessKey": "…", "Token": "…", "Expiration":
/// "2026-11-22T14:06:46Z"}</c>. Other members are skipped.
/// </summary>
internal static class CredentialsDocument
{
    /// <summary>Parses an answer.</summary>
    /// <param name="utf8Json">The whole body.</param>
    /// <exception cref="CredentialsException">The answer is not valid. The message quotes no part of it.</exception>
    public static AwsCredentials Parse(ReadOnlySpan<byte> utf8Json)
    {
        string? keyId = null, secret = null, token = null, expiration = null;
        try
        {
            var json = new Utf8JsonReader(utf8Json);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw new CredentialsException("the answer is not a JSON object");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                switch (json.GetString())
                {
                    case "AccessKeyId":
                        keyId = Text(ref json);
                        break;
                    case "SecretAccessKey":
                        secret = Text(ref json);
                        break;
                    case "Token":
                        token = Text(ref json);
                        break;
                    case "Expiration":
                        expiration = Text(ref json);
                        break;
                    default:
                        json.Skip();
                        break;
                }
            }

            // Reading on throws if anything follows the object.
            _ = json.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException reports a string that is not UTF-8, or an escape of half a surrogate pair.
            throw new CredentialsException("the answer is not valid JSON");
        }

        return new AwsCredentials(
            SecretText.CheckedKeyId("the answer's AccessKeyId", Required("AccessKeyId", keyId)),
            SecretText.Checked("the answer's SecretAccessKey", Required("SecretAccessKey", secret)),
            SecretText.Checked("the answer's Token", Required("Token", token)),
            Time(Required("Expiration", expiration)));
    }

    /// <summary>Reads the value of a member; returns null for a value that is not a string.</summary>
    private static string? Text(ref Utf8JsonReader json)
    {
        _ = json.Read();
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        json.Skip();
        return null;
    }

    private static string Required(string name, string? text) =>
        string.IsNullOrEmpty(text) ? throw new CredentialsException($"the answer has no valid {name}") : text;

    private static DateTimeOffset Time(string text)
    {
        const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, Utc, out var time)
            ? time
            : throw new CredentialsException("the answer's Expiration is not a time such as 2026-11-22T14:06:46Z");
    }
}
