// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>The average resource usage of a container.</summary>
internal sealed record Load
{
    public static Load Light { get; } = new();

    /// <summary>CPU seconds used per second.</summary>
    public double Cores { get; init; } = 0.01;

    /// <summary>Anonymous memory of the processes: heaps and stacks.</summary>
    public double AnonymousMebibytes { get; init; } = 12;

    /// <summary>Page cache, which is part of the usage that Linux reports. The container reads it from disk when it starts.</summary>
    public double FileCacheMebibytes { get; init; } = 8;

    public double ReadBytesPerSecond { get; init; }

    public double WriteBytesPerSecond { get; init; } = 120;

    public double ReceivedBytesPerSecond { get; init; } = 900;

    public double SentBytesPerSecond { get; init; } = 1400;

    public ulong Processes { get; init; } = 9;

    /// <summary>Share of the scheduler's periods in which the container hit its CPU quota, in [0, 1].</summary>
    public double ThrottledShare { get; init; }

    /// <summary>Times per hour that the container hits its memory limit.</summary>
    public double LimitHitsPerHour { get; init; }
}
