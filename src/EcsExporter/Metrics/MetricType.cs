// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Metrics;

/// <summary>How a family's values behave over time; every exposition format has its own word for each.</summary>
public enum MetricType
{
    /// <summary>Only grows, and begins again at zero when its subject restarts.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,
}
