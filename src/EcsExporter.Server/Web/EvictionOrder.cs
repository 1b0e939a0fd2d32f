// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>
/// Which connection is evicted next: the oldest of the kind that holds most. A flood of one kind therefore displaces itself, and not, for example,
/// the connections of scrapers that come back every few seconds. Guarded by the lock of the <see cref="ConnectionBudget"/>.
/// </summary>
/// <param name="bytes">What all connections may hold.</param>
/// <param name="time">The clock of the protection.</param>
internal sealed class EvictionOrder(long bytes, TimeProvider time)
{
    /// <summary>
    /// A client that has taken an answer is known. As long as the connections of known clients hold less than this share of the budget, none of them is
    /// evicted, also while it is sent to: in a flood, the system may take a tenth of a second to send.
    /// </summary>
    private const int KnownShare = 4;

    /// <summary>What a client gets for its handshake, its request or its answer before its connection may be evicted for another one.</summary>
    private static readonly TimeSpan Protection = TimeSpan.FromMilliseconds(25);

    /// <summary>Between two parts of a large answer, a client far away or on a busy machine may need more.</summary>
    private static readonly TimeSpan ReaderProtection = TimeSpan.FromSeconds(1);

    private readonly EvictionQueue _new = new(Protection, time);
    private readonly EvictionQueue _sending = new(Protection, time);
    private readonly EvictionQueue _reading = new(ReaderProtection, time);
    private readonly EvictionQueue _idleKnown = new(Protection, time);
    private readonly EvictionQueue _sendingToKnown = new(Protection, time);

    /// <summary>
    /// The connection that has been sent to the longest, if it has not taken its answer in a reasonable time; those of known clients, and of clients
    /// that have taken much of it, last.
    /// </summary>
    public ConnectionLease? Stalled => _sending.Due ?? _sendingToKnown.Due ?? _reading.Due;

    /// <summary>The queue of a connection without a running request.</summary>
    public EvictionQueue QueueFor(ConnectionLease lease) => (lease.Sending > 0, lease.HasTakenAnAnswer) switch
    {
        (true, _) when lease.IsReading => _reading,
        (true, false) => _sending,
        (true, true) => _sendingToKnown,
        (false, false) => _new,
        (false, true) => _idleKnown,
    };

    /// <summary>The connection to evict; null when there is none that may be.</summary>
    /// <param name="alsoKnown">Whether known clients have no share of their own.</param>
    public ConnectionLease? Next(bool alsoKnown)
    {
        alsoKnown |= _idleKnown.HeldBytes + _sendingToKnown.HeldBytes > bytes / KnownShare;
        EvictionQueue? largest = null;
        foreach (var queue in alsoKnown ? (ReadOnlySpan<EvictionQueue>)[_new, _sending, _reading, _idleKnown, _sendingToKnown] : [_new, _sending, _reading])
        {
            if (queue.Due is not null && !(largest?.HeldBytes >= queue.HeldBytes))
            {
                largest = queue;
            }
        }

        return largest?.Due;
    }
}
