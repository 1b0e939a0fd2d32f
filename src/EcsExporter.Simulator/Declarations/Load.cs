// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>What a container does with its resources, on average.</summary>
internal sealed record Load
{
    public static Load Light { get; } = new();

    /// <summary>CPU time used per second, in seconds.</summary>
    public double Cores { get; init; } = 0.01;

    /// <summary>Memory of the processes themselves.</summary>
    public double AnonymousMebibytes { get; init; } = 12;

    /// <summary>Page cache, which the usage reported by Linux includes. Read from disk at start.</summary>
    public double FileCacheMebibytes { get; init; } = 8;

    public double ReadBytesPerSecond { get; init; }

    public double WriteBytesPerSecond { get; init; } = 120;

    public double ReceivedBytesPerSecond { get; init; } = 900;

    public double SentBytesPerSecond { get; init; } = 1400;

    public ulong Processes { get; init; } = 9;

    /// <summary>Share of the scheduler's periods in which the container hit its CPU quota, in [0, 1].</summary>
    public double ThrottledShare { get; init; }

    /// <summary>How often the memory limit is hit.</summary>
    public double LimitHitsPerHour { get; init; }
}
