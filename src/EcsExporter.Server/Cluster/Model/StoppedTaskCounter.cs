// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Model;

/// <summary>Holds the number of stopped tasks of a service, by reason.</summary>
/// <param name="cluster">The cluster's name.</param>
/// <param name="service">The service's name; empty for tasks without a service.</param>
/// <param name="since">When counting began.</param>
/// <param name="counts">A count for each <see cref="StopReason"/>, by its value.</param>
internal sealed class StopCount(string cluster, string service, DateTimeOffset since, long[] counts)
{
    public string Cluster => cluster;

    public string Service => service;

    public DateTimeOffset Since => since;

    /// <summary>Returns the number of tasks that stopped for a reason.</summary>
    public long Of(StopReason reason) => counts[(int)reason];
}

/// <summary>
/// Counts the stopped tasks of a cluster. A service has zeros for a while before its first task is counted, so that <c>increase()</c> includes the
/// first task. Tasks that stopped before this process started are not counted, so that a restart does not count them twice.
/// </summary>
/// <param name="cluster">The cluster's name.</param>
/// <param name="startedAt">When the process started.</param>
/// <param name="time">The clock.</param>
internal sealed class StoppedTaskCounter(string cluster, DateTimeOffset startedAt, TimeProvider time)
{
    /// <summary>
    /// How long a service has zeros: the length of common scrape intervals. ECS lists a stopped task for an hour, so no task is missed.
    /// </summary>
    public static readonly TimeSpan ZeroTime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Starts a service with zeros, unless it already has counts.</summary>
    public void Know(string service) => _ = EntryOf(service);

    /// <summary>
    /// Counts a task, unless it stopped before the start. Returns false when its service is too new and the task must be offered again later.
    /// </summary>
    public bool TryCount(StoppedTask task)
    {
        var entry = EntryOf(task.Service);
        if (task.StoppedAt < startedAt)
        {
            return true;
        }

        if (time.GetUtcNow() - entry.Since < ZeroTime)
        {
            return false;
        }

        entry.Counts[(int)task.Reason]++;
        return true;
    }

    /// <summary>Drops every service that is not wanted.</summary>
    public void Keep(HashSet<string> wanted)
    {
        foreach (var service in _entries.Keys)
        {
            if (!wanted.Contains(service))
            {
                _ = _entries.Remove(service);
            }
        }
    }

    /// <summary>Adds the current counts to a list, ordered by service.</summary>
    public void Read(List<StopCount> counts)
    {
        List<string> services = [.. _entries.Keys];
        services.Sort(StringComparer.Ordinal);
        foreach (var service in services)
        {
            var entry = _entries[service];
            counts.Add(new StopCount(cluster, service, entry.Since, [.. entry.Counts]));
        }
    }

    private Entry EntryOf(string service)
    {
        if (!_entries.TryGetValue(service, out var entry))
        {
            entry = _entries[service] = new Entry(time.GetUtcNow());
        }

        return entry;
    }

    private sealed class Entry(DateTimeOffset since)
    {
        public DateTimeOffset Since => since;

        public long[] Counts { get; } = new long[StopReasons.All.Length];
    }
}
