// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>
/// The cgroup's memory breakdown, <c>memory_stats.stats</c>: some thirty figures in bytes or events, whose names depend
/// on the cgroup version (and grow with the kernel), so they are looked up by name.
/// </summary>
public sealed class CgroupMemoryStats
{
    private const string HierarchicalPrefix = "total_";
    private const string Version2Name = "anon";

    // As many as the kernels of Fargate and Amazon Linux have, of either version.
    private readonly List<Entry> _entries = new(capacity: 32);

    /// <summary>
    /// The figure of that name, or null. Under cgroup v1 the <c>total_</c> twin is given where there is one: it includes
    /// child cgroups, as every figure does under v2.
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
    /// Whether these are cgroup v2's names. Decided by the answer, as platforms switch without notice; by a name, as a
    /// value that cannot be read must not turn one version's counters into the other's.
    /// </summary>
    public bool IsVersion2 { get; private set; }

    /// <summary>Whether there are figures, and all of them are 0.</summary>
    public bool IsAllZero { get; private set; }

    /// <summary>A figure that the cgroup versions name differently.</summary>
    public ulong? Figure(string version1Name, string version2Name) => this[IsVersion2 ? version2Name : version1Name];

    /// <summary>Null when there is no breakdown, or an empty one: neither tells the cgroup version.</summary>
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
