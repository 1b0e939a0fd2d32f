// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>One way to write metric families as bytes.</summary>
public sealed class ExpositionFormat
{
    /// <summary>Prepares what is the same in every scrape of a registry's families, and gives what begins an exposition of them.</summary>
    private readonly Func<IReadOnlyList<RegisteredFamily>, Func<IBufferWriter<byte>, ExpositionWriter>> _prepare;

    private ExpositionFormat(string contentType, Func<IReadOnlyList<RegisteredFamily>, Func<IBufferWriter<byte>, ExpositionWriter>> prepare)
    {
        ContentType = contentType;
        _prepare = prepare;
    }

    /// <summary>The Prometheus text format, which everything reads.</summary>
    public static ExpositionFormat Text { get; } = new("text/plain; version=0.0.4; charset=utf-8", PrepareText);

    /// <summary>OpenMetrics 1.0.0, which Prometheus asks for first.</summary>
    public static ExpositionFormat OpenMetrics1 { get; } = new("application/openmetrics-text; version=1.0.0; charset=utf-8", PrepareOpenMetrics);

    /// <summary>OpenMetrics 0.0.1, for older clients; the same bytes under another name.</summary>
    public static ExpositionFormat OpenMetrics001 { get; } = new("application/openmetrics-text; version=0.0.1; charset=utf-8", PrepareOpenMetrics);

    /// <summary>Length-delimited protobuf messages.</summary>
    public static ExpositionFormat Protobuf { get; } = new(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        static _ => static output => new ProtobufWriter(output));

    /// <summary>Every format, in the order of preference.</summary>
    public static IReadOnlyList<ExpositionFormat> All { get; } = [Text, OpenMetrics1, OpenMetrics001, Protobuf];

    /// <summary>The response's <c>Content-Type</c>.</summary>
    public string ContentType { get; }

    /// <summary>The format bound to a registry, to write any number of its scrapes.</summary>
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
