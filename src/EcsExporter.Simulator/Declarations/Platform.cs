// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.Simulator.Declarations;

/// <summary>The properties of a platform that shape its documents.</summary>
internal sealed record Platform
{
    public required string LaunchType { get; init; }

    /// <summary>Time between two samples of a container.</summary>
    public required TimeSpan SamplingInterval { get; init; }

    /// <summary>
    /// Whether the open-source agent writes the documents: with containers in random order, <c>{}</c> where other platforms write <c>null</c>, memory
    /// limits of 0 when unset, and the cluster's short name.
    /// </summary>
    public bool RunsOnAgent { get; init; }

    /// <summary>Whether container ids are <c>taskid-number</c>; otherwise they are Docker's 64 digits.</summary>
    public bool UsesTaskBasedIds { get; init; }

    public bool HasAvailabilityZone { get; init; } = true;

    /// <summary>awsvpc, bridge, daemon-bridge, host or nat.</summary>
    public required string NetworkMode { get; init; }

    /// <summary>The name of the interface in the statistics; null when the statistics have no interfaces, as in host mode.</summary>
    public string? Interface { get; init; }

    public bool SharesNetwork => NetworkMode is "awsvpc" or "daemon-bridge";

    public bool HasClockDrift { get; init; }

    public bool HasEphemeralStorage { get; init; }

    public string? Snapshotter { get; init; }

    /// <summary>The memory limit in the statistics of a container without a limit: a huge number, or the memory of the host.</summary>
    public required ulong UnlimitedMemoryBytes { get; init; }

    public required int Processors { get; init; }

    /// <summary>Whether <c>num_procs</c> is the number of processors, as on Windows; on other platforms it is 0.</summary>
    public bool ReportsProcessors { get; init; }

    public required IReadOnlyList<BlockDevice> Devices { get; init; }

    public required Section Pids { get; init; }

    public required CpuSection Cpu { get; init; }

    public required Section Memory { get; init; }

    public required Section BlockIo { get; init; }

    public required Section Storage { get; init; }
}

/// <summary>A disk and the percentage of the containers' reads and writes that it serves.</summary>
internal readonly record struct BlockDevice(int Major, int Minor, ulong ReadPercent, ulong WritePercent);

/// <summary>Writes one section of a container's statistics in the shape of one platform: exactly one JSON value.</summary>
internal delegate void Section(Utf8JsonWriter json, Sample sample);

/// <summary>Writes <c>cpu_stats</c> or <c>precpu_stats</c> in the shape of one platform: exactly one JSON object.</summary>
internal delegate void CpuSection(Utf8JsonWriter json, CpuUsage usage, Platform platform);
