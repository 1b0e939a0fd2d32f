// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>A format and compression that scrapers ask for.</summary>
/// <param name="Name">The heading of its table.</param>
/// <param name="Accept">The header <c>Accept</c>.</param>
/// <param name="AcceptEncoding">The header <c>Accept-Encoding</c>.</param>
internal sealed record Representation(string Name, string Accept, string AcceptEncoding)
{
    private const string TextType = "text/plain;version=0.0.4";
    private const string OpenMetricsType = "application/openmetrics-text;version=1.0.0";

    /// <summary>The text format without compression.</summary>
    public static Representation Text { get; } = new("Text", TextType, "identity");

    /// <summary>All representations that are measured.</summary>
    public static IReadOnlyList<Representation> All { get; } =
    [
        Text,
        new("Text, gzip", TextType, "gzip"),
        new("OpenMetrics", OpenMetricsType, "identity"),
        new("OpenMetrics, gzip", OpenMetricsType, "gzip"),
    ];
}
