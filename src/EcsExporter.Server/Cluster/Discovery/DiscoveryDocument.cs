// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text.Json;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Writes targets in the format of Prometheus' HTTP service discovery, with one group per target, because each target has its own labels.
/// <see href="https://prometheus.io/docs/prometheus/latest/http_sd/"/>
/// </summary>
internal static class DiscoveryDocument
{
    /// <summary>The content type that Prometheus requires.</summary>
    public const string ContentType = "application/json";

    /// <summary>The size from which a part is passed on.</summary>
    private const int PartBytes = 64 * 1024;

    /// <summary>Writes the document.</summary>
    /// <param name="list">The targets.</param>
    /// <param name="region">The region of the targets.</param>
    /// <param name="output">Receives the document.</param>
    /// <param name="takePart">
    /// Called after each part, when the output may be emptied. The document for ten thousand tasks has more than 10 MB.
    /// </param>
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
