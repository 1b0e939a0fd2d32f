// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Chooses the connection to evict next: the oldest of the kind that holds most. A flood of one kind therefore displaces itself, and not, for
/// example, the connections of scrapers that come back every few seconds. Guarded by the lock of the <see cref="ConnectionBudget"/>.
/// </summary>
/// <param name="protection">How long a connection is in a state before it may be evicted.</param>
/// <param name="bytes">What all connections may hold.</param>
/// <param name="time">The clock of the protection.</param>
internal sealed class EvictionOrder(TimeSpan protection, long bytes, TimeProvider time)
{
    /// <summary>
    /// A client that has taken an answer is known. As long as the connections of known clients hold less than this share of the budget, none of them is
    /// evicted, not even while it takes an answer: in a flood, the system may need a tenth of a second to send one.
    /// </summary>
    private const int KnownShare = 4;

    private readonly EvictionQueue _new = new(time);
    private readonly EvictionQueue _sending = new(time);
    private readonly EvictionQueue _idleKnown = new(time);
    private readonly EvictionQueue _sendingToKnown = new(time);

    /// <summary>The client that has been taking its answer the longest, if it is slow; known clients come last.</summary>
    public ConnectionLease? Stalled => _sending.OlderThan(protection) ?? _sendingToKnown.OlderThan(protection);

    /// <summary>The queue of a connection without a running request.</summary>
    public EvictionQueue QueueFor(ConnectionLease lease) => (lease.HasTakenAnAnswer, lease.Sending > 0) switch
    {
        (false, false) => _new,
        (false, true) => _sending,
        (true, false) => _idleKnown,
        (true, true) => _sendingToKnown,
    };

    /// <summary>The connection to evict; null when none may be evicted.</summary>
    /// <param name="alsoKnown">Whether known clients have no share of their own.</param>
    public ConnectionLease? Next(bool alsoKnown)
    {
        alsoKnown |= _idleKnown.HeldBytes + _sendingToKnown.HeldBytes > bytes / KnownShare;
        EvictionQueue? largest = null;
        foreach (var queue in alsoKnown ? (ReadOnlySpan<EvictionQueue>)[_new, _sending, _idleKnown, _sendingToKnown] : [_new, _sending])
        {
            if (queue.OlderThan(protection) is not null && !(largest?.HeldBytes >= queue.HeldBytes))
            {
                largest = queue;
            }
        }

        return largest?.OlderThan(protection);
    }
}

/// <summary>Connections in the order in which they entered one state. Guarded by the lock of their <see cref="ConnectionBudget"/>.</summary>
/// <param name="time">The clock of their age.</param>
internal sealed class EvictionQueue(TimeProvider time)
{
    private readonly LinkedList<ConnectionLease> _leases = new();

    /// <summary>What the connections in the queue hold.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>The connection that has been in the queue the longest, if it has been there for at least <paramref name="age"/>.</summary>
    public ConnectionLease? OlderThan(TimeSpan age) =>
        _leases.First?.Value is { } oldest && time.GetElapsedTime(oldest.QueuedAt) >= age ? oldest : null;

    /// <summary>Appends a connection that has just entered this state.</summary>
    public void Add(ConnectionLease lease)
    {
        lease.QueuedAt = time.GetTimestamp();
        Restore(lease);
    }

    /// <summary>Appends a connection that was removed for a moment, and keeps its age.</summary>
    public void Restore(ConnectionLease lease)
    {
        _leases.AddLast(lease.Node);
        lease.Queue = this;
        HeldBytes += lease.HeldBytes;
    }

    /// <summary>Removes a connection. To be called before what it holds changes.</summary>
    public void Remove(ConnectionLease lease)
    {
        _leases.Remove(lease.Node);
        lease.Queue = null;
        HeldBytes -= lease.HeldBytes;
    }
}
