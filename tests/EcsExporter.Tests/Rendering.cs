// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests;

/// <summary>Renders snapshots as a scrape would.</summary>
internal static class Rendering
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A registry with all collectors, enabled by default or not, and the families about reading the endpoint.</summary>
    public static MetricRegistry<TaskSnapshot> Everything(EndpointErrors? errors = null, Anomalies? anomalies = null) => new(
        [
            .. Collector.All.SelectMany(collector => collector.Families()),
            .. EndpointFamilies.Of(errors ?? new EndpointErrors(EndpointDocument.OfTask), anomalies ?? new Anomalies(new CapturingLogger())),
        ],
        []);

    /// <summary>A registry with the families of one collector.</summary>
    public static MetricRegistry<TaskSnapshot> Only(string collector) =>
        new(Collector.All.Single(candidate => candidate.Name == collector).Families(), []);

    /// <summary>The exposition in the text format; fails on bytes that are not UTF-8.</summary>
    public static string Text(MetricRegistry<TaskSnapshot> registry, TaskSnapshot snapshot)
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionFormat.Text.For(registry).Write(snapshot, output);
        return Strict.GetString(output.WrittenSpan);
    }

    /// <summary>The exposition of families that do not read the snapshot.</summary>
    public static string Text(params MetricFamily<TaskSnapshot>[] families) => Text(new MetricRegistry<TaskSnapshot>(families, []), Payload.Read("minimal"));
}
