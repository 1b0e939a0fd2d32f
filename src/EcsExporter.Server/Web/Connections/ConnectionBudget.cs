// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Limits the memory that all clients together can occupy. The budget charges every connection the most that it can hold, and the answers that are
/// not sent yet. When the sum would exceed the budget, it evicts the connection that has been in its state the longest, but none in the first moments
/// of a state and none with a running request. While no connection may be evicted, new clients wait in the system's queue.
/// <paramref name="bytesPerConnection"/> is the most that a connection can hold from its first byte on, without the additions of its
/// <see cref="ConnectionLease"/>.
/// </summary>
internal sealed class ConnectionBudget(long bytes, int connections, long bytesPerConnection, TimeProvider time)
{
    /// <summary>The charge for a connection before its first byte.</summary>
    public const long BytesPerSilentConnection = 12 * 1024;

    /// <summary>The most connections that one search skips because their request has arrived but is not read yet.</summary>
    private const int MaxPassedOver = 16;

    // Evicted connections occupy memory until the server has closed them. When they hold more than this share of the budget, the server is behind,
    // and accepts no connections until it has caught up.
    private const int EvictedShare = 4;

    /// <summary>
    /// The most connections that are accepted but not served yet. The server does not serve them in the order in which they arrived.
    /// </summary>
    private const int MaxArriving = 16;

    /// <summary>
    /// The send buffer of a connection, which the system doubles. That much of an answer is accepted even if the client does not read.
    /// </summary>
    private const int BytesSentToNobody = 128 * 1024;

    /// <summary>How long a connection may be silent after it was opened. Clients with a request send it at once.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an evicted connection counts. Kestrel (10.0.12) loses some HTTP/2 connections that are aborted while their output is blocked, and
    /// never reports their end.
    /// </summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(2);

    /// <summary>How often the budget checks whether a connection may be accepted again.</summary>
    private static readonly TimeSpan AcceptInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How long a connection waits for memory. It also occupies memory meanwhile: with one second, a flood of HTTP/2 connections delayed scrapers by
    /// up to three.
    /// </summary>
    private static readonly TimeSpan GrowTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly EvictionOrder _order = new(bytes, time);
    private readonly EvictionQueue _evicted = new(ForgottenAfter, time);

    private long _heldBytes;
    private int _open;
    private int _arriving;
    private int _requests;
    private TaskCompletionSource? _caughtUp;

    public TimeProvider Time => time;

    /// <summary>The most that all open connections may occupy, in bytes.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Whether a request is being answered.</summary>
    public bool HasRequests => Volatile.Read(ref _requests) > 0;

    /// <summary>Waits until the server has caught up with the connections that it accepted, and counts the next one.</summary>
    public async Task BeginAcceptAsync()
    {
        while (true)
        {
            Task caughtUp;
            lock (_lock)
            {
                while (_evicted.Unprotected is { } forgotten)
                {
                    _evicted.Remove(forgotten);
                }

                if (HasCaughtUp)
                {
                    _arriving++;
                    return;
                }

                _caughtUp ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                caughtUp = _caughtUp.Task;
            }

            // A protection that ends also allows an eviction, and signals nothing.
            _ = await Task.WhenAny(caughtUp, Task.Delay(AcceptInterval, time));
        }
    }

    /// <summary>Records that no connection was accepted after <see cref="BeginAcceptAsync"/>.</summary>
    public void AbandonAccept()
    {
        lock (_lock)
        {
            _arriving--;
            ResumeAccepting();
        }
    }

    /// <summary>Serves an accepted connection, and evicts others for it if necessary.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var lease = new ConnectionLease(this, connection);
        Enter(lease);
        connection.Features.Set(lease);
        try
        {
            if (await lease.WaitForFirstByteAsync(FirstByteTimeout, time))
            {
                Update(lease, bytesPerConnection - BytesPerSilentConnection, 0, 0);
                await next(connection);
            }
        }
        finally
        {
            Leave(lease);
        }
    }

    /// <summary>
    /// Raises the charge of a connection as soon as it fits, and evicts others if necessary. Returns false if it does not fit in time.
    /// </summary>
    internal async Task<bool> TryGrowAsync(ConnectionLease lease, long moreBytes)
    {
        var beganAt = time.GetTimestamp();
        while (!TryGrow(lease, moreBytes))
        {
            if (lease.IsEvicted || time.GetElapsedTime(beganAt) >= GrowTimeout)
            {
                return false;
            }

            await Task.Delay(AcceptInterval, time);
        }

        return true;
    }

    private bool TryGrow(ConnectionLease lease, long moreBytes)
    {
        List<ConnectionContext>? evicted;
        bool fits;
        lock (_lock)
        {
            if (lease.IsEvicted)
            {
                return false;
            }

            var queue = lease.Queue;
            queue?.Remove(lease);
            evicted = EvictFor(moreBytes, 0);
            fits = _heldBytes + moreBytes <= bytes;
            if (fits)
            {
                lease.HeldBytes += moreBytes;
                _heldBytes += moreBytes;
            }

            // A connection that waits for memory must not be protected again with each attempt.
            queue?.Restore(lease);
        }

        Close(evicted);
        return fits;
    }

    /// <summary>Changes the charge and the state of a connection, and evicts others if that exceeds the budget.</summary>
    internal void Update(ConnectionLease lease, long moreBytes, int moreRequests, int moreSending, bool hasTaken = false)
    {
        List<ConnectionContext>? evicted = null;
        lock (_lock)
        {
            if (lease.IsEvicted)
            {
                return;
            }

            lease.Queue?.Remove(lease);
            lease.HeldBytes += moreBytes;
            lease.Requests += moreRequests;
            _requests += moreRequests;
            lease.HasTakenAnAnswer |= hasTaken;
            lease.Sending += moreSending;
            lease.IsReading &= moreSending == 0;
            _heldBytes += moreBytes;
            if (moreBytes > 0)
            {
                evicted = EvictFor(0, 0);
            }

            // A request whose answer is being sent counts in both numbers.
            if (lease.Requests <= lease.Sending)
            {
                _order.QueueFor(lease).Add(lease);
                ResumeAccepting();
            }
        }

        Close(evicted);
    }

    /// <summary>
    /// Records that a part of an answer was sent. More than the system buffers for a client that does not read proves that the client is reading.
    /// </summary>
    internal void ContinueSending(ConnectionLease lease, int sentBytes)
    {
        lock (_lock)
        {
            lease.IsReading = sentBytes >= BytesSentToNobody;
            if (lease.Queue is { } queue)
            {
                queue.Remove(lease);
                _order.QueueFor(lease).Add(lease);
            }
        }
    }

    /// <summary>Evicts the slow client that has been reading its answer the longest, if there is one.</summary>
    internal void EvictStalled()
    {
        List<ConnectionContext>? evicted;
        lock (_lock)
        {
            evicted = _order.Stalled is { } lease ? [Evict(lease)] : null;
        }

        Close(evicted);
    }

    private bool HasCaughtUp => _evicted.HeldBytes <= bytes / EvictedShare && _arriving < MaxArriving && (HasRoom || Next is not null);

    private ConnectionLease? Next => _order.Next(_open >= connections);

    private bool HasRoom => _heldBytes + BytesPerSilentConnection <= bytes && _open < connections;

    private void ResumeAccepting()
    {
        if (_caughtUp is { } caughtUp && HasCaughtUp)
        {
            _caughtUp = null;
            caughtUp.SetResult();
        }
    }

    /// <summary>Charges a new connection. Few are accepted at a time, so they exceed the budget only slightly.</summary>
    private void Enter(ConnectionLease lease)
    {
        List<ConnectionContext>? evicted;
        lock (_lock)
        {
            _arriving--;
            evicted = EvictFor(BytesPerSilentConnection, 1);
            lease.HeldBytes = BytesPerSilentConnection;
            _heldBytes += BytesPerSilentConnection;
            _open++;
            _order.QueueFor(lease).Add(lease);
            ResumeAccepting();
        }

        Close(evicted);
    }

    private void Leave(ConnectionLease lease)
    {
        lock (_lock)
        {
            lease.Queue?.Remove(lease);
            if (!lease.IsEvicted)
            {
                Release(lease);
            }

            ResumeAccepting();
        }
    }

    /// <summary>Evicts connections until the addition fits, or until no further connection may be evicted.</summary>
    private List<ConnectionContext>? EvictFor(long moreBytes, int moreConnections)
    {
        List<ConnectionContext>? evicted = null;
        var passedOver = 0;
        while ((_heldBytes + moreBytes > bytes || _open + moreConnections > connections) && Next is { } lease)
        {
            if (passedOver < MaxPassedOver && lease.HasUnreadData)
            {
                passedOver++;
                var queue = _order.QueueFor(lease);
                queue.Remove(lease);
                queue.Add(lease);
                continue;
            }

            (evicted ??= []).Add(Evict(lease));
        }

        return evicted;
    }

    private ConnectionContext Evict(ConnectionLease lease)
    {
        lease.Queue?.Remove(lease);
        Release(lease);
        _evicted.Add(lease);
        return lease.Connection;
    }

    private void Release(ConnectionLease lease)
    {
        lease.IsEvicted = true;
        _heldBytes -= lease.HeldBytes;
        _requests -= lease.Requests;
        _open--;
    }

    /// <summary>
    /// Aborts evicted connections. Must be called without the lock, because the end of a connection runs on this thread and calls the budget.
    /// </summary>
    private static void Close(List<ConnectionContext>? evicted)
    {
        foreach (var connection in evicted ?? [])
        {
            connection.Abort(new ConnectionAbortedException("The connection was evicted to make room for another one."));
        }
    }
}
