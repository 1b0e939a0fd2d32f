// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Chooses the connection to evict next: the oldest in the state whose connections hold the most memory. A flood of one kind therefore displaces its
/// own connections, and not, for example, the connections of scrapers that return every few seconds. Guarded by the lock of the
/// <see cref="ConnectionBudget"/>.
/// </summary>
internal sealed class EvictionOrder(long bytes, TimeProvider time)
{
    // A client that has read an answer is known. While the connections of known clients hold less than this share of the budget, none of them is
    // evicted, not even while it reads an answer, because in a flood the system may need a tenth of a second to send one.
    private const int KnownShare = 4;

    /// <summary>The time for a handshake, a request or an answer, before the connection may be evicted for another one.</summary>
    private static readonly TimeSpan Protection = TimeSpan.FromMilliseconds(25);

    /// <summary>The time for each further part of a large answer, because the client may be far away or on a busy machine.</summary>
    private static readonly TimeSpan ReaderProtection = TimeSpan.FromSeconds(1);

    private readonly EvictionQueue _new = new(Protection, time);
    private readonly EvictionQueue _sending = new(Protection, time);
    private readonly EvictionQueue _reading = new(ReaderProtection, time);
    private readonly EvictionQueue _idleKnown = new(Protection, time);
    private readonly EvictionQueue _sendingToKnown = new(Protection, time);

    /// <summary>
    /// The slow client that has been reading its answer the longest. Known clients, and clients that have read much of a large answer, come last.
    /// </summary>
    public ConnectionLease? Stalled => _sending.Unprotected ?? _sendingToKnown.Unprotected ?? _reading.Unprotected;

    /// <summary>Returns the queue for a connection without a running request.</summary>
    public EvictionQueue QueueFor(ConnectionLease lease) => (lease.Sending > 0, lease.HasTakenAnAnswer) switch
    {
        (true, _) when lease.IsReading => _reading,
        (true, false) => _sending,
        (true, true) => _sendingToKnown,
        (false, false) => _new,
        (false, true) => _idleKnown,
    };

    /// <summary>Returns the connection to evict; null when none may be evicted.</summary>
    /// <param name="alsoKnown">Whether known clients may be evicted even within their share.</param>
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
/// Queues connections in the order in which they entered one state, in which they are protected for a time. Guarded by the lock of their
/// <see cref="ConnectionBudget"/>.
/// </summary>
internal sealed class EvictionQueue(TimeSpan protection, TimeProvider time)
{
    private readonly LinkedList<ConnectionLease> _leases = new();

    /// <summary>The memory of the connections in the queue.</summary>
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

    /// <summary>Appends a connection that was removed temporarily, and keeps its age.</summary>
    public void Restore(ConnectionLease lease)
    {
        _leases.AddLast(lease.Node);
        lease.Queue = this;
        HeldBytes += lease.HeldBytes;
    }

    /// <summary>Removes a connection. Must be called before its charge changes.</summary>
    public void Remove(ConnectionLease lease)
    {
        _leases.Remove(lease.Node);
        lease.Queue = null;
        HeldBytes -= lease.HeldBytes;
    }
}
