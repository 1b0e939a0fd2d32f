// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>
/// The text of a request that both sides sign. Source: AWS Signature Version 4 for API requests, "Create a canonical request". It is written apart from the
/// exporter's signer, so that a mistake in one of them shows.
/// </summary>
internal static class CanonicalRequest
{
    public static string Of(ApiRequest request, IReadOnlyList<string> signedHeaders)
    {
        StringBuilder text = new();
        _ = text.Append(request.Method).Append('\n').Append(EncodedPath(request.Path)).Append('\n').Append(SortedQuery(request.Query)).Append('\n');
        foreach (var header in signedHeaders)
        {
            _ = text.Append(header).Append(':').Append(Value(request, header)).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(request.Body))).ToString();
    }

    // Services other than S3 encode the path that is already encoded a second time.
    private static string EncodedPath(string path) => path.Replace("%", "%25", StringComparison.Ordinal);

    private static string SortedQuery(string query) => string.Join(
        '&',
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
            .Select(static pair => (Name: pair[0], Value: pair.Length == 2 ? pair[1] : ""))
            .OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal)
            .Select(static pair => $"{pair.Name}={pair.Value}"));

    // Values of a repeated header are joined with commas, and each loses its spaces at the ends and repeated spaces within.
    private static string Value(ApiRequest request, string header) => string.Join(
        ',', request.Headers[header].Select(static value => string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
