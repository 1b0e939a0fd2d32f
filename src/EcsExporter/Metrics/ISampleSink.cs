// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Metrics;

/// <summary>Receives the samples of one scrape, family by family in the catalogue's order.</summary>
public interface ISampleSink
{
    /// <summary>
    /// Takes one sample of <paramref name="family"/>. <paramref name="labelValues"/> has one value for each of
    /// <see cref="PublishedFamily.LabelNames"/>, in their order, and is valid during the call only. <paramref name="start"/> is when a counter began
    /// at zero; null for gauges, and where nobody knows.
    /// </summary>
    void Add(PublishedFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start);
}
