// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.Metrics;

/// <summary>Counts samples.</summary>
internal sealed class SampleCounter : ISampleSink
{
    public int Count { get; private set; }

    public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start) => Count++;
}
