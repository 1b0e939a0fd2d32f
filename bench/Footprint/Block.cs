// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>CPU time and latency of consecutive scrapes, in microseconds.</summary>
/// <param name="Cpu">CPU time of the exporter's process for each scrape.</param>
/// <param name="P50">The median of the latency.</param>
/// <param name="P90">The 90th percentile of the latency.</param>
/// <param name="P99">The 99th percentile of the latency.</param>
internal readonly record struct Block(double Cpu, double P50, double P90, double P99);
