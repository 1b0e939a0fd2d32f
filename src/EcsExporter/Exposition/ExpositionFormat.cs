// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>A format in which metric families are written as bytes.</summary>
public sealed class ExpositionFormat
{
    /// <summary>Prepares the bytes that are the same in every scrape of these families; returns a function that begins an exposition.</summary>
    private readonly Func<IReadOnlyList<RegisteredFamily>, Func<IBufferWriter<byte>, ExpositionWriter>> _prepare;

    private ExpositionFormat(string contentType, Func<IReadOnlyList<RegisteredFamily>, Func<IBufferWriter<byte>, ExpositionWriter>> prepare)
    {
        ContentType = contentType;
        _prepare = prepare;
    }

    /// <summary>The Prometheus text format 0.0.4, which every client reads.</summary>
    public static ExpositionFormat Text { get; } = new("text/plain; version=0.0.4; charset=utf-8", PrepareText);

    /// <summary>OpenMetrics 1.0.0, which Prometheus asks for first.</summary>
    public static ExpositionFormat OpenMetrics1 { get; } = new("application/openmetrics-text; version=1.0.0; charset=utf-8", PrepareOpenMetrics);

    /// <summary>OpenMetrics 0.0.1, for older clients; it differs from 1.0.0 in the <c>Content-Type</c> only.</summary>
    public static ExpositionFormat OpenMetrics001 { get; } = new("application/openmetrics-text; version=0.0.1; charset=utf-8", PrepareOpenMetrics);

    /// <summary>Length-delimited protobuf messages.</summary>
    public static ExpositionFormat Protobuf { get; } = new(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        static _ => static output => new ProtobufWriter(output));

    /// <summary>All formats.</summary>
    public static IReadOnlyList<ExpositionFormat> All { get; } = [Text, OpenMetrics1, OpenMetrics001, Protobuf];

    /// <summary>The response's <c>Content-Type</c>.</summary>
    public string ContentType { get; }

    /// <summary>Binds the format to a registry; the result writes any number of its scrapes.</summary>
    public BoundFormat<TScrape> For<TScrape>(MetricRegistry<TScrape> registry)
        where TScrape : class => new(registry, _prepare(registry.Families));

    private static Func<IBufferWriter<byte>, ExpositionWriter> PrepareText(IReadOnlyList<RegisteredFamily> families)
    {
        var texts = new FamilyText?[families.Count];
        return output => new TextFormatWriter(output, texts);
    }

    private static Func<IBufferWriter<byte>, ExpositionWriter> PrepareOpenMetrics(IReadOnlyList<RegisteredFamily> families)
    {
        var texts = new FamilyText?[families.Count];
        return output => new OpenMetricsWriter(output, texts);
    }
}
