// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// Redacts the secrets of a request from its answer. AWS repeats them: its answer to a wrong signature contains the request that should have been
/// signed, with the session token.
/// </summary>
internal sealed class RequestSecrets
{
    private const string Redacted = "***";

    /// <summary>The shortest text that is redacted. Shorter ones appear in ordinary words, which would become unreadable.</summary>
    private const int ShortestLength = 4;

    /// <summary>The length from which a part of a URL is redacted, because it may be a token. Shorter parts are words such as remote_write.</summary>
    private const int ShortestToken = 16;

    private static readonly string[] OpenHeaders =
        ["User-Agent", "X-Amz-Date", "X-Amz-Content-Sha256", "X-Prometheus-Remote-Write-Version", "Host"];

    private readonly List<string> _secrets;

    private RequestSecrets(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(secret => secret.Length >= ShortestLength).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    /// <summary>The length of the longest secret.</summary>
    public int LongestLength => _secrets.Count == 0 ? 0 : _secrets[0].Length;

    /// <summary>Returns the secrets of a complete request: the values of its headers, and the path and query of its URL.</summary>
    public static RequestSecrets Of(HttpRequestMessage request)
    {
        List<string> secrets = [];
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            if (OpenHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            foreach (var value in values)
            {
                secrets.Add(value);
                secrets.AddRange(PartsOf(value));
            }
        }

        if (request.RequestUri is { PathAndQuery: { Length: > 1 } } uri)
        {
            string[] parts = [uri.PathAndQuery, uri.AbsolutePath, uri.Query.TrimStart('?')];
            secrets.AddRange(parts);
            secrets.AddRange(parts.Select(Uri.UnescapeDataString));
            string[] values = [.. uri.Query.TrimStart('?').Split('&').Select(static pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..])];
            secrets.AddRange(values);
            secrets.AddRange(values.Select(Uri.UnescapeDataString));
            secrets.AddRange(uri.PathAndQuery.Split('/', '?', '&', '=').Where(static part => part.Length >= ShortestToken));
        }

        return new RequestSecrets(secrets);
    }

    /// <summary>Returns the text without the secrets, whether plain, escaped for JSON or percent-encoded.</summary>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Redacted, StringComparison.Ordinal)
                .Replace(secret.Replace("/", "\\/", StringComparison.Ordinal), Redacted, StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), Redacted, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Returns the credentials in a header <c>Authorization</c>, and for basic authentication the password.</summary>
    private static IEnumerable<string> PartsOf(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            yield break;
        }

        var credentials = value[(space + 1)..];
        yield return credentials;
        var decoded = new byte[credentials.Length];
        if (value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Convert.TryFromBase64String(credentials, decoded, out var length))
        {
            var pair = Encoding.UTF8.GetString(decoded, 0, length);
            yield return pair;
            yield return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
    }
}
