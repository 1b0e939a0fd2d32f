// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Benchmarks;

/// <summary>Sums samples instead of writing them.</summary>
internal sealed class DiscardedSamples : ISampleSink
{
    public double Sum { get; private set; }

    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start) => Sum += value;
}
