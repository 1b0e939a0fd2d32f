// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Story;

/// <summary>Where Prometheus listens, and how fast it lives.</summary>
internal sealed record StoryPrometheusOptions
{
    /// <summary>The port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Time for which alerts have to hold; null as in the files.</summary>
    public int? HoldSeconds { get; init; }

    /// <summary>Time between two scrapes, and between two evaluations of the rules; null as in the files.</summary>
    public int? IntervalSeconds { get; init; }
}
