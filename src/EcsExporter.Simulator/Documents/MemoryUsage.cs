// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Documents;

/// <summary>Memory of one sample, in bytes (whole pages), with its event counters.</summary>
internal readonly record struct MemoryUsage(
    ulong Anonymous,
    ulong FileCache,
    ulong Kernel,
    ulong Peak,
    ulong Faults,
    ulong MajorFaults,
    ulong LimitHits)
{
    /// <summary>What Linux calls usage: the page cache is part of it.</summary>
    public ulong Usage => Anonymous + FileCache + Kernel;
}
