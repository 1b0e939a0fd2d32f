// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Memory figures of a container: <c>memory_stats</c>. All but counts are bytes.</summary>
public sealed class MemoryStats
{
    /// <summary>Memory charged to the container, page cache included: <c>usage</c>.</summary>
    public ulong? UsageBytes { get; private set; }

    /// <summary>The most <see cref="UsageBytes"/> has been, cgroup v1: <c>max_usage</c>.</summary>
    public ulong? MaxUsageBytes { get; private set; }

    /// <summary>Times the limit was hit (cgroup v1) or processes were killed for it (v2): <c>failcnt</c>.</summary>
    public ulong? FailCount { get; private set; }

    /// <summary>The limit as the endpoint gives it, "unlimited" sentinels included: <c>limit</c>.</summary>
    public ulong? RawLimitBytes { get; private set; }

    /// <summary>The limit; absent where unlimited.</summary>
    public ulong? LimitBytes => Sentinels.WithoutUnlimited(RawLimitBytes);

    /// <summary>Committed memory, Windows: <c>commitbytes</c>.</summary>
    public ulong? CommitBytes { get; private set; }

    /// <summary>The most <see cref="CommitBytes"/> has been, Windows: <c>commitpeakbytes</c>.</summary>
    public ulong? CommitPeakBytes { get; private set; }

    /// <summary>Memory in use that no other process shares, Windows: <c>privateworkingset</c>.</summary>
    public ulong? PrivateWorkingSetBytes { get; private set; }

    /// <summary>
    /// Memory that cannot be reclaimed easily: usage less inactive page cache, on Windows the private working set. Absent
    /// without the breakdown.
    /// </summary>
    public ulong? WorkingSetBytes => PrivateWorkingSetBytes is { } windows && Cgroup is null
        ? windows
        : UsageBytes - (Cgroup?["inactive_file"] is { } inactive ? Math.Min(inactive, UsageBytes ?? 0) : null);

    /// <summary>
    /// Whether the kernel counts memory at all: its controller can be off, as it is on a Raspberry Pi by default. Docker then
    /// leaves the usage out, and under cgroup v2 fills the breakdown with zeros, as moby does not look whether the files are
    /// there. A container that runs cannot have zeros everywhere.
    /// </summary>
    internal bool IsCounted => UsageBytes is not null || Cgroup is not { IsAllZero: true } || MaxUsageBytes > 0 || FailCount > 0 || IsWindows;

    /// <summary>Whether Windows wrote these figures.</summary>
    internal bool IsWindows => CommitBytes is not null || CommitPeakBytes is not null || PrivateWorkingSetBytes is not null;

    /// <summary>The cgroup's breakdown; absent on Windows: <c>stats</c>.</summary>
    public CgroupMemoryStats? Cgroup { get; private set; }

    internal static MemoryStats? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedMemory;
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new MemoryStats();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "usage": stats.UsageBytes = json.UInt64(); break;
                case "max_usage": stats.MaxUsageBytes = json.UInt64(); break;
                case "failcnt": stats.FailCount = json.UInt64(); break;
                case "limit": stats.RawLimitBytes = json.UInt64(); break;
                case "commitbytes": stats.CommitBytes = json.UInt64(); break;
                case "commitpeakbytes": stats.CommitPeakBytes = json.UInt64(); break;
                case "privateworkingset": stats.PrivateWorkingSetBytes = json.UInt64(); break;
                case "stats": stats.Cgroup = CgroupMemoryStats.Read(ref json); break;
                default: json.Skip(); break;
            }
        }

        return stats;
    }
}
