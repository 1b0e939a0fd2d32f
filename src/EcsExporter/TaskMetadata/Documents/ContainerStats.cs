// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>Docker's stats of one container, from <c>/task/stats</c>. EC2 samples them every second, Fargate every ten seconds.</summary>
public sealed class ContainerStats
{
    /// <summary>When the figures were sampled: <c>read</c>.</summary>
    public Timestamp? ReadAt { get; private set; }

    /// <summary>When the previous sample was taken: <c>preread</c>.</summary>
    public Timestamp? PreviousReadAt { get; private set; }

    /// <summary>0 on Linux; the number of processors on Windows: <c>num_procs</c>.</summary>
    public ulong? NumProcs { get; private set; }

    /// <summary>CPU figures: <c>cpu_stats</c>.</summary>
    public CpuStats? Cpu { get; private set; }

    /// <summary>
    /// Total CPU usage in the previous sample, in the unit of <see cref="CpuStats.TotalUsage"/>; 0 in the first sample:
    /// <c>precpu_stats.cpu_usage.total_usage</c>.
    /// </summary>
    public ulong? PreviousTotalCpuUsage { get; private set; }

    /// <summary>Memory figures; absent when the kernel does not count memory: <c>memory_stats</c>.</summary>
    public MemoryStats? Memory { get; private set; }

    /// <summary>Memory figures as the endpoint gives them, even when the kernel does not count memory: <c>memory_stats</c>.</summary>
    public MemoryStats? RawMemory { get; private set; }

    /// <summary>Processes and threads: <c>pids_stats</c>.</summary>
    public PidsStats? Pids { get; private set; }

    /// <summary>Block-device traffic: <c>blkio_stats</c> and <c>storage_stats</c>.</summary>
    public BlockIoStats BlockIo { get; } = new();

    /// <summary>Network interfaces in ordinal order, each once: <c>networks</c>.</summary>
    public ImmutableArray<InterfaceStats> Interfaces { get; private set; } = [];

    /// <summary>Bytes received per second, as the endpoint computed it; not checked: <c>network_rate_stats.rx_bytes_per_sec</c>.</summary>
    public double? ReceiveBytesPerSecond { get; private set; }

    /// <summary>Bytes sent per second, as the endpoint computed it; not checked: <c>network_rate_stats.tx_bytes_per_sec</c>.</summary>
    public double? TransmitBytesPerSecond { get; private set; }

    /// <summary>
    /// Seconds in one unit of the CPU usages. The unit is a nanosecond, except that Docker on Windows passes on the system's ticks of 100 ns. Fargate
    /// on Windows converts them to nanoseconds; only Fargate's Windows containers have <c>memory_stats.usage</c>.
    /// </summary>
    public double CpuUnitSeconds => IsWindows && Memory?.UsageBytes is null ? 1e-7 : 1e-9;

    /// <summary>Whether Windows wrote these figures.</summary>
    public bool IsWindows => Memory is { IsWindows: true } || BlockIo.IsWindows;

    /// <summary>Processors of the host: <c>online_cpus</c>, on Windows <c>num_procs</c>, which is 0 on Linux.</summary>
    public ulong? Processors => Cpu?.OnlineCpus is > 0 and var online ? online : NumProcs is > 0 and var processors ? processors : null;

    /// <summary>
    /// The average number of cores used between the endpoint's last two samples; null when there is no previous sample, when it is not older, or
    /// when the counter fell.
    /// </summary>
    public double? CpuCoresUsed =>
        Cpu?.TotalUsage is { } now && PreviousTotalCpuUsage is > 0 and var before && now >= before
        && ReadAt?.UnixNanoseconds - PreviousReadAt?.UnixNanoseconds is > 0 and var elapsed
            ? (now - before) * CpuUnitSeconds / (elapsed * 1e-9)
            : null;

    /// <summary>
    /// Reads the entry of one container. Null for <c>null</c>, <c>{}</c> and a <c>read</c> of year 1, which all mean that the endpoint has no stats.
    /// </summary>
    internal static ContainerStats? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedStats;
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new ContainerStats();
        var empty = true;
        var neverRead = false;
        while (json.NextProperty(out var name))
        {
            empty = false;
            switch (name)
            {
                case "read": stats.ReadAt = json.Time(out neverRead); break;
                case "preread": stats.PreviousReadAt = json.Time(); break;
                case "num_procs": stats.NumProcs = json.UInt64(); break;
                case "cpu_stats": stats.Cpu = CpuStats.Read(ref json); break;
                case "precpu_stats": stats.ReadPreviousCpu(ref json); break;
                case "memory_stats": stats.RawMemory = MemoryStats.Read(ref json); break;
                case "pids_stats": stats.Pids = PidsStats.Read(ref json); break;
                case "blkio_stats": stats.BlockIo.ReadDevices(ref json); break;
                case "storage_stats": stats.BlockIo.ReadStorage(ref json); break;
                case "networks": stats.Interfaces = InterfaceStats.ReadAll(ref json); break;
                case "network_rate_stats": stats.ReadRates(ref json); break;
                default: json.Skip(); break;
            }

            json.Section = AnomalyKind.MalformedStats;
        }

        stats.Memory = stats.RawMemory is { IsCounted: true } memory ? memory : null;
        return empty || neverRead ? null : stats;
    }

    /// <summary>Reads the total usage; no metric needs the other figures of the previous sample.</summary>
    private void ReadPreviousCpu(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedCpu;
        PreviousTotalCpuUsage = json.UInt64(["cpu_usage", "total_usage"]);
    }

    private void ReadRates(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedNetwork;
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "rx_bytes_per_sec": ReceiveBytesPerSecond = json.Double(); break;
                case "tx_bytes_per_sec": TransmitBytesPerSecond = json.Double(); break;
                default: json.Skip(); break;
            }
        }
    }
}

/// <summary>Processes and threads of a container: <c>pids_stats</c>.</summary>
public sealed class PidsStats
{
    /// <summary>The number of processes and threads: <c>current</c>.</summary>
    public ulong? Current { get; private set; }

    /// <summary>The most processes and threads that may run; absent when unlimited: <c>limit</c>.</summary>
    public ulong? Limit { get; private set; }

    internal static PidsStats? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedPids;
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new PidsStats();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "current": stats.Current = json.UInt64(); break;
                case "limit": stats.Limit = Limits.WithoutUnlimited(json.UInt64()); break;
                default: json.Skip(); break;
            }
        }

        return stats;
    }
}
