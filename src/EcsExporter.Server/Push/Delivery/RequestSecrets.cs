// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Push.Delivery;

/// <summary>
/// What must not be shown of a request, even when the receiver repeats it in its answer. AWS does: the answer to a wrong signature contains the
/// request that should have been signed, session token included.
/// </summary>
internal sealed class RequestSecrets
{
    private const string Redacted = "***";

    /// <summary>Shorter texts appear in ordinary words, which would be garbled.</summary>
    private const int ShortestLength = 4;

    /// <summary>A part of a URL that is as long as this may be a token; shorter ones are words such as remote_write.</summary>
    private const int ShortestToken = 16;

    private static readonly string[] OpenHeaders =
        ["User-Agent", "X-Amz-Date", "X-Amz-Content-Sha256", "X-Prometheus-Remote-Write-Version", "Host"];

    private readonly List<string> _secrets;

    private RequestSecrets(IEnumerable<string> secrets) =>
        _secrets = [.. secrets.Where(secret => secret.Length >= ShortestLength).Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

    /// <summary>The length of the longest secret.</summary>
    public int LongestLength => _secrets.Count == 0 ? 0 : _secrets[0].Length;

    /// <summary>The secrets of a request that is complete: the values of headers, and path and query of its URL.</summary>
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

    /// <summary>The text without any of the secrets, as they are or as JSON escapes them.</summary>
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

    /// <summary>What a header <c>Authorization</c> has behind its scheme, and the password within it.</summary>
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
