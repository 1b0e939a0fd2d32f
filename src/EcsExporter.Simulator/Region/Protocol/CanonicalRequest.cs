// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Simulator.Region.Protocol;

/// <summary>
/// Builds the canonical request, which both sides sign. Source: AWS Signature Version 4 for API requests, "Create a canonical request". It shares no
/// code with the exporter's signer, so that a mistake in one of them makes a test fail.
/// </summary>
internal static class CanonicalRequest
{
    public static string Of(ApiRequest request, IReadOnlyList<string> signedHeaders)
    {
        // Both APIs have one path and no query.
        StringBuilder text = new($"{request.Method}\n/\n\n");
        foreach (var header in signedHeaders)
        {
            _ = text.Append(header).Append(':').Append(Value(request, header)).Append('\n');
        }

        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(request.Body))).ToString();
    }

    // Values of a repeated header are joined with commas. Each value is trimmed, and repeated spaces within it become one.
    private static string Value(ApiRequest request, string header)
    {
        List<string> values = [];
        foreach (var value in request.Headers[header])
        {
            values.Add(string.Join(' ', (value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        return string.Join(',', values);
    }
}
