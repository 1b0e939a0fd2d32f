// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Writes targets in the form of Prometheus' <c>http_sd</c>: a group for each, because each has a task of its own.
/// <see href="https://prometheus.io/docs/prometheus/latest/http_sd/"/>
/// </summary>
internal static class DiscoveryDocument
{
    /// <summary>The type that Prometheus requires.</summary>
    public const string ContentType = "application/json";

    /// <summary>Bytes after which a part is complete.</summary>
    private const int PartBytes = 64 * 1024;

    /// <summary>Writes the document.</summary>
    /// <param name="list">The targets.</param>
    /// <param name="region">The region that they are in.</param>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="takePart">Called now and then, when the output may be emptied; ten thousand tasks have more than 10 MB.</param>
    public static void Write(TargetList list, string region, IBufferWriter<byte> output, Action? takePart = null)
    {
        var taken = 0L;
        var labels = new TargetLabels(region);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        foreach (var target in list.Targets)
        {
            json.WriteStartObject();
            json.WriteStartArray("targets"u8);
            json.WriteStringValue(target.Address.ToString());
            json.WriteEndArray();
            json.WriteStartObject("labels"u8);
            foreach (var (name, value) in labels.Of(target))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            if (takePart is not null && json.BytesCommitted + json.BytesPending - taken > PartBytes)
            {
                json.Flush();
                taken = json.BytesCommitted;
                takePart();
            }
        }

        json.WriteEndArray();
    }
}
