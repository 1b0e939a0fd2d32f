// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests;

/// <summary>What a scrape would answer.</summary>
internal static class Rendering
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>All collectors, off by default or not, and the families about reading the endpoint.</summary>
    public static Catalogue Everything(EndpointErrors? errors = null, Anomalies? anomalies = null) => new(
        [
            .. Collectors.All.SelectMany(collector => collector.Families()),
            .. EndpointFamilies.Of(errors ?? new EndpointErrors(), anomalies ?? new Anomalies(new CapturingLogger())),
        ],
        []);

    /// <summary>The families of one collector.</summary>
    public static Catalogue Only(string collector) =>
        new(Collectors.All.Single(candidate => candidate.Name == collector).Families(), []);

    /// <summary>The text format's answer; fails on bytes that are not UTF-8.</summary>
    public static string Text(Catalogue catalogue, TaskSnapshot snapshot)
    {
        ArrayBufferWriter<byte> output = new();
        ExpositionWriter.Write(catalogue, snapshot, ExpositionFormat.Text, output);
        return Strict.GetString(output.WrittenSpan);
    }

    /// <summary>The text of families that do not look at the snapshot.</summary>
    public static string Text(params MetricFamily[] families) => Text(new Catalogue(families, []), Payload.Read("minimal"));
}
