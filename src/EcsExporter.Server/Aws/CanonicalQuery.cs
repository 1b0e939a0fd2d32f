// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace EcsExporter.Server.Aws;

/// <summary>
/// Writes the query in the form that is signed: names and values are decoded, percent-encoded as SigV4 requires, and sorted by name and then by
/// value, each by bytes. The signature therefore does not depend on how the sender escaped the query.
/// </summary>
internal static class CanonicalQuery
{
    /// <summary>Writes the query.</summary>
    /// <param name="output">Receives the canonical request.</param>
    /// <param name="query">The query as it is sent, without the question mark.</param>
    public static void Write(ArrayBufferWriter<byte> output, string query)
    {
        List<(string Name, string Value)> pairs = [];
        foreach (var range in query.AsSpan().Split('&'))
        {
            var pair = query.AsSpan(range);
            var equals = pair.IndexOf('=');
            if (pair.Length > 0)
            {
                pairs.Add(equals < 0 ? (Encode(pair), "") : (Encode(pair[..equals]), Encode(pair[(equals + 1)..])));
            }
        }

        pairs.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name) is not 0 and var order
            ? order
            : string.CompareOrdinal(left.Value, right.Value));
        for (var i = 0; i < pairs.Count; i++)
        {
            _ = Encoding.ASCII.GetBytes($"{(i > 0 ? "&" : "")}{pairs[i].Name}={pairs[i].Value}", output);
        }
    }

    private static string Encode(ReadOnlySpan<char> text)
    {
        var encoded = new ArrayBufferWriter<byte>();
        PercentEncoding.Write(encoded, PercentEncoding.DecodeQuery(text));
        return Encoding.ASCII.GetString(encoded.WrittenSpan);
    }
}
