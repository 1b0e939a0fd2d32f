// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Chooses the connection to evict next: the oldest of the kind that holds most. A flood of one kind therefore displaces itself, and not, for
/// example, the connections of scrapers that come back every few seconds. Guarded by the lock of the <see cref="ConnectionBudget"/>.
/// </summary>
internal sealed class EvictionOrder(long bytes, TimeProvider time)
{
    // A client that has taken an answer is known. As long as the connections of known clients hold less than this share of the budget, none of them is
    // evicted, not even while it takes an answer: in a flood, the system may need a tenth of a second to send one.
    private const int KnownShare = 4;

    /// <summary>How long a client has for its handshake, its request or its answer before its connection may be evicted for another one.</summary>
    private static readonly TimeSpan Protection = TimeSpan.FromMilliseconds(25);

    /// <summary>How long it has for each further part of a large answer: it may be far away, or on a busy machine.</summary>
    private static readonly TimeSpan ReaderProtection = TimeSpan.FromSeconds(1);

    private readonly EvictionQueue _new = new(Protection, time);
    private readonly EvictionQueue _sending = new(Protection, time);
    private readonly EvictionQueue _reading = new(ReaderProtection, time);
    private readonly EvictionQueue _idleKnown = new(Protection, time);
    private readonly EvictionQueue _sendingToKnown = new(Protection, time);

    /// <summary>The slow client that has been taking its answer the longest. Known clients and those that took much of a large answer come last.</summary>
    public ConnectionLease? Stalled => _sending.Unprotected ?? _sendingToKnown.Unprotected ?? _reading.Unprotected;

    /// <summary>The queue of a connection without a running request.</summary>
    public EvictionQueue QueueFor(ConnectionLease lease) => (lease.Sending > 0, lease.HasTakenAnAnswer) switch
    {
        (true, _) when lease.IsReading => _reading,
        (true, false) => _sending,
        (true, true) => _sendingToKnown,
        (false, false) => _new,
        (false, true) => _idleKnown,
    };

    /// <summary>The connection to evict; null when none may be evicted.</summary>
    /// <param name="alsoKnown">Whether known clients have no share of their own.</param>
    public ConnectionLease? Next(bool alsoKnown)
    {
        alsoKnown |= _idleKnown.HeldBytes + _sendingToKnown.HeldBytes > bytes / KnownShare;
        EvictionQueue? largest = null;
        foreach (var queue in alsoKnown ? (ReadOnlySpan<EvictionQueue>)[_new, _sending, _reading, _idleKnown, _sendingToKnown] : [_new, _sending, _reading])
        {
            if (queue.Unprotected is not null && !(largest?.HeldBytes >= queue.HeldBytes))
            {
                largest = queue;
            }
        }

        return largest?.Unprotected;
    }
}

/// <summary>
/// Connections in the order in which they entered one state, in which they are protected for a time. Guarded by the lock of their
/// <see cref="ConnectionBudget"/>.
/// </summary>
internal sealed class EvictionQueue(TimeSpan protection, TimeProvider time)
{
    private readonly LinkedList<ConnectionLease> _leases = new();

    /// <summary>What the connections in the queue hold.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>The connection that has been in the queue the longest, if it is no longer protected.</summary>
    public ConnectionLease? Unprotected =>
        _leases.First?.Value is { } oldest && time.GetElapsedTime(oldest.QueuedAt) >= protection ? oldest : null;

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
