// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Footprint;

/// <summary>What consecutive scrapes took, in microseconds.</summary>
/// <param name="Cpu">CPU time of the exporter's process for each scrape.</param>
/// <param name="P50">Half of the scrapes were answered within this time.</param>
/// <param name="P90">Nine of ten were.</param>
/// <param name="P99">All but one of a hundred were.</param>
internal readonly record struct Block(double Cpu, double P50, double P90, double P99);
