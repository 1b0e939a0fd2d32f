// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Benchmarks;

/// <summary>Takes samples without writing them.</summary>
internal sealed class DiscardedSamples : ISampleSink
{
    public double Sum { get; private set; }

    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value) => Sum += value;
}
