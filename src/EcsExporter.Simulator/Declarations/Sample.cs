// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>All figures of one container at one moment, before they are written in the shape of a platform.</summary>
internal sealed record Sample
{
    public required Platform Platform { get; init; }

    public required DateTimeOffset Read { get; init; }

    /// <summary>The time of the previous sample; null in the first sample of a run.</summary>
    public DateTimeOffset? PreviousRead { get; init; }

    public required CpuUsage Cpu { get; init; }

    /// <summary>The CPU counters of the previous sample; null in the first sample of a run.</summary>
    public CpuUsage? PreviousCpu { get; init; }

    public required MemoryUsage Memory { get; init; }

    public required ulong MemoryLimitBytes { get; init; }

    /// <summary>The memory limit of the parent cgroup, which cgroup v1 reports too.</summary>
    public required ulong HierarchicalMemoryLimitBytes { get; init; }

    public required DiskUsage Disk { get; init; }

    public required ulong Processes { get; init; }

    /// <summary>The interface's counters; null without networks.</summary>
    public NetworkUsage? Network { get; init; }

    /// <summary>The interface's counters in the previous sample; null in the first sample of a run, which has no rates.</summary>
    public NetworkUsage? PreviousNetwork { get; init; }
}

/// <summary>CPU counters of one sample, in nanoseconds; platforms convert them to their units.</summary>
internal readonly record struct CpuUsage(
    ulong TotalNanoseconds,
    ulong SystemNanoseconds,
    ulong Periods,
    ulong ThrottledPeriods,
    ulong ThrottledNanoseconds);

/// <summary>Memory figures of one sample in bytes, as whole pages, and event counters.</summary>
internal readonly record struct MemoryUsage(
    ulong Anonymous,
    ulong FileCache,
    ulong Kernel,
    ulong Peak,
    ulong Faults,
    ulong MajorFaults,
    ulong LimitHits)
{
    /// <summary>The usage that Linux reports; it includes the page cache.</summary>
    public ulong Usage => Anonymous + FileCache + Kernel;
}

/// <summary>Disk counters of one sample, over all devices.</summary>
internal readonly record struct DiskUsage(ulong ReadBytes, ulong WrittenBytes)
{
    public ulong Reads => ReadBytes / 32768;

    public ulong Writes => WrittenBytes / 4096;
}

/// <summary>Counters of one network interface. Packets, drops and errors are computed from the bytes.</summary>
internal readonly record struct NetworkUsage(ulong ReceivedBytes, ulong SentBytes)
{
    public ulong ReceivedPackets => ReceivedBytes / 940;

    public ulong ReceivedDropped => ReceivedPackets / 40_000;

    public ulong ReceivedErrors => ReceivedPackets / 900_000;

    public ulong SentPackets => SentBytes / 610;

    public ulong SentDropped => SentPackets / 90_000;

    public ulong SentErrors => SentPackets / 1_500_000;
}
