// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>How many tasks of a service have stopped, by reason.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Service">The service's name; empty for tasks that no service started.</param>
/// <param name="Since">When counting began.</param>
/// <param name="Counts">A count for each member of <see cref="StopReason"/>, in its order.</param>
internal sealed record StopCount(string Cluster, string Service, DateTimeOffset Since, ImmutableArray<long> Counts);

/// <summary>
/// Counts stopped tasks. A service has zeros for a while before its first task counts, so that the first one shows in <c>increase()</c>. What stopped
/// before this process started does not count, so that a restart invents nothing.
/// </summary>
internal sealed class StopLedger(TimeProvider time)
{
    /// <summary>How long the zeros stand: as long as the scrape intervals that are common. ECS lists a stopped task for an hour, so none is missed.</summary>
    public static readonly TimeSpan ZeroTime = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Dictionary<(string Cluster, string Service), Entry> _entries = [];

    /// <summary>Gives each service zeros, unless it has counts.</summary>
    public void Know(string cluster, IEnumerable<string> services)
    {
        foreach (var service in services)
        {
            if (!_entries.ContainsKey((cluster, service)))
            {
                _entries.Add((cluster, service), new Entry(time.GetUtcNow()));
            }
        }
    }

    /// <summary>Counts a task, unless it stopped before the start. False when its service is too new: the task is to be brought again later.</summary>
    public bool TryCount(string cluster, StoppedTask task)
    {
        Know(cluster, [task.Service]);
        var entry = _entries[(cluster, task.Service)];
        if (task.StoppedAt < _startedAt)
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

    /// <summary>Forgets every service that is not wanted any more.</summary>
    public void Keep(Func<string, string, bool> isWanted)
    {
        foreach (var key in _entries.Keys.Where(key => !isWanted(key.Cluster, key.Service)).ToList())
        {
            _ = _entries.Remove(key);
        }
    }

    /// <summary>The counts of this moment, by cluster and service.</summary>
    public ImmutableArray<StopCount> Read() =>
    [
        .. _entries
            .Select(static pair => new StopCount(pair.Key.Cluster, pair.Key.Service, pair.Value.Since, [.. pair.Value.Counts]))
            .OrderBy(static count => count.Cluster, StringComparer.Ordinal).ThenBy(static count => count.Service, StringComparer.Ordinal),
    ];

    private sealed class Entry(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public long[] Counts { get; } = new long[StopReasons.All.Count];
    }
}
