// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>Memory figures of a container: <c>memory_stats</c>. All figures except counts are in bytes.</summary>
public sealed class MemoryStats
{
    /// <summary>Memory charged to the container, page cache included: <c>usage</c>.</summary>
    public ulong? UsageBytes { get; private set; }

    /// <summary>The maximum of <see cref="UsageBytes"/>, under cgroup v1 and from Fargate on Windows: <c>max_usage</c>.</summary>
    public ulong? MaxUsageBytes { get; private set; }

    /// <summary>
    /// Times the limit was hit (cgroup v1), or out-of-memory events, <c>oom</c> in <c>memory.events</c> (cgroup v2): <c>failcnt</c>.
    /// </summary>
    public ulong? FailCount { get; private set; }

    /// <summary>The limit as the endpoint gives it, "unlimited" sentinels included: <c>limit</c>.</summary>
    public ulong? RawLimitBytes { get; private set; }

    /// <summary>The limit; absent when unlimited.</summary>
    public ulong? LimitBytes => Limits.WithoutUnlimited(RawLimitBytes);

    /// <summary>Committed memory, Windows: <c>commitbytes</c>.</summary>
    public ulong? CommitBytes { get; private set; }

    /// <summary>The maximum of <see cref="CommitBytes"/>, Windows: <c>commitpeakbytes</c>.</summary>
    public ulong? CommitPeakBytes { get; private set; }

    /// <summary>Memory in use that no other process shares, Windows: <c>privateworkingset</c>.</summary>
    public ulong? PrivateWorkingSetBytes { get; private set; }

    /// <summary>
    /// Memory that cannot be reclaimed easily: usage less inactive page cache, on Windows the private working set. Absent without the breakdown.
    /// </summary>
    public ulong? WorkingSetBytes => PrivateWorkingSetBytes is { } windows && Cgroup is null
        ? windows
        : UsageBytes - (Cgroup?["inactive_file"] is { } inactive ? Math.Min(inactive, UsageBytes ?? 0) : null);

    /// <summary>
    /// Whether the kernel counts memory at all: the memory controller can be disabled, as it is on a Raspberry Pi by default. Docker then leaves the
    /// usage out, and under cgroup v2 fills the breakdown with zeros, because moby does not check whether the files exist. A running container
    /// cannot have zeros everywhere.
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

/// <summary>
/// The cgroup's memory breakdown, <c>memory_stats.stats</c>: some thirty figures in bytes or events. Their names depend on the cgroup version, and
/// newer kernels add figures, so they are looked up by name.
/// </summary>
public sealed class CgroupMemoryStats
{
    private const string HierarchicalPrefix = "total_";
    private const string Version2Name = "anon";

    // The kernels of Fargate and Amazon Linux have about this many figures under either cgroup version.
    private readonly List<Entry> _entries = new(capacity: 32);

    /// <summary>
    /// The figure of that name, or null. Under cgroup v1 the figure with the prefix <c>total_</c> takes precedence: it includes child cgroups, as
    /// every figure does under v2.
    /// </summary>
    public ulong? this[string name]
    {
        get
        {
            ulong? own = null;
            for (var i = _entries.Count - 1; i >= 0; i--)
            {
                var entry = _entries[i];
                if (IsHierarchical(entry.Name, name))
                {
                    return entry.Value;
                }

                own ??= entry.Name == name ? entry.Value : null;
            }

            return own;
        }
    }

    /// <summary>
    /// Whether the names are those of cgroup v2. The document decides, because platforms switch without notice; a name decides, because an unreadable
    /// value must not turn the counters of one version into those of the other.
    /// </summary>
    public bool IsVersion2 { get; private set; }

    /// <summary>Whether there are figures, and all of them are 0.</summary>
    public bool IsAllZero { get; private set; }

    /// <summary>A figure that the cgroup versions name differently.</summary>
    public ulong? Figure(string version1Name, string version2Name) => this[IsVersion2 ? version2Name : version1Name];

    /// <summary>Reads the breakdown. Null when it is missing or empty, since the cgroup version is then unknown.</summary>
    internal static CgroupMemoryStats? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new CgroupMemoryStats();
        var empty = true;
        while (json.NextProperty(out var name))
        {
            empty = false;
            stats.IsVersion2 |= name == Version2Name;
            if (json.UInt64() is { } value)
            {
                stats._entries.Add(new Entry(name, value));
            }
        }

        stats.IsAllZero = stats._entries.Count > 0 && stats._entries.TrueForAll(static entry => entry.Value == 0);
        return empty ? null : stats;
    }

    private static bool IsHierarchical(string name, string ownName) =>
        name.Length == HierarchicalPrefix.Length + ownName.Length
        && name.StartsWith(HierarchicalPrefix, StringComparison.Ordinal) && name.EndsWith(ownName, StringComparison.Ordinal);

    private readonly record struct Entry(string Name, ulong Value);
}
