// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Exposition;

/// <summary>One way to write metric families as bytes.</summary>
/// <param name="ContentType">The response's <c>Content-Type</c>.</param>
/// <param name="CreateWriter">Begins an exposition into the buffer given.</param>
public sealed record ExpositionFormat(string ContentType, Func<IBufferWriter<byte>, ExpositionWriter> CreateWriter)
{
    /// <summary>The Prometheus text format, which everything reads.</summary>
    public static ExpositionFormat Text { get; } = new("text/plain; version=0.0.4; charset=utf-8", static output => new TextFormatWriter(output));

    /// <summary>OpenMetrics 1.0.0, which Prometheus asks for first.</summary>
    public static ExpositionFormat OpenMetrics1 { get; } =
        new("application/openmetrics-text; version=1.0.0; charset=utf-8", static output => new OpenMetricsWriter(output));

    /// <summary>OpenMetrics 0.0.1, for older clients; the same bytes under another name.</summary>
    public static ExpositionFormat OpenMetrics001 { get; } =
        new("application/openmetrics-text; version=0.0.1; charset=utf-8", static output => new OpenMetricsWriter(output));

    /// <summary>Length-delimited protobuf messages.</summary>
    public static ExpositionFormat Protobuf { get; } = new(
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        static output => new ProtobufWriter(output));
}
