// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>CPU counters of one sample, in nanoseconds; the platforms' units come from them.</summary>
internal readonly record struct CpuUsage(
    ulong TotalNanoseconds,
    ulong SystemNanoseconds,
    ulong Periods,
    ulong ThrottledPeriods,
    ulong ThrottledNanoseconds);
