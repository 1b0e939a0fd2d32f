// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>Everything measured of one container at one instant, before a platform gives it a shape.</summary>
internal sealed record Sample
{
    public required Platform Platform { get; init; }

    public required DateTimeOffset Read { get; init; }

    /// <summary>The instant of the previous sample; null in the first of a run.</summary>
    public DateTimeOffset? PreviousRead { get; init; }

    public required CpuUsage Cpu { get; init; }

    /// <summary>The CPU of the previous sample; null in the first of a run.</summary>
    public CpuUsage? PreviousCpu { get; init; }

    public required MemoryUsage Memory { get; init; }

    public required ulong MemoryLimitBytes { get; init; }

    /// <summary>The limit of the cgroups above, which cgroup v1 reports too.</summary>
    public required ulong HierarchicalMemoryLimitBytes { get; init; }

    public required DiskUsage Disk { get; init; }

    public required ulong Processes { get; init; }

    /// <summary>The interface's counters; null without networks.</summary>
    public NetworkUsage? Network { get; init; }

    /// <summary>The counters at the previous sample; null in the first of a run, which has no rates.</summary>
    public NetworkUsage? PreviousNetwork { get; init; }
}
