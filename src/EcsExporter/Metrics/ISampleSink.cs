// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>Receives the samples of one scrape, family by family in the catalogue's order.</summary>
public interface ISampleSink
{
    /// <summary>
    /// Takes one sample of <paramref name="family"/>. <paramref name="labelValues"/> has one value for each of
    /// <see cref="PublishedFamily.LabelNames"/>, in their order, and is valid during the call only.
    /// </summary>
    void Add(PublishedFamily family, ReadOnlySpan<string> labelValues, double value);
}
