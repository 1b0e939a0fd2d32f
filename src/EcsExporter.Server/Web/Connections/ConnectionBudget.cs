// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Bounds what all clients together can make the process hold. The budget charges every connection what it can hold at worst, and answers that are
/// not sent yet. When the sum would exceed the budget, it evicts the connection that has been in its state the longest, but none in the first
/// moments of a state and none with a running request. While it may evict no connection, new clients wait in the system's queue.
/// <paramref name="bytesPerConnection"/> is what a connection can hold at worst from its first byte on, without what its <see cref="ConnectionLease"/> adds.
/// </summary>
internal sealed class ConnectionBudget(long bytes, int connections, long bytesPerConnection, TimeProvider time)
{
    /// <summary>What a connection is charged before anything has arrived on it.</summary>
    public const long BytesPerSilentConnection = 12 * 1024;

    /// <summary>How many connections one search passes over because their request has arrived but is not read yet.</summary>
    private const int MaxPassedOver = 16;

    // Evicted connections hold memory until the server has closed them. When they hold more than this share of the budget, the server is behind, and
    // accepts no connections until it has caught up.
    private const int EvictedShare = 4;

    /// <summary>How many connections may be accepted and not served yet: the server does not serve those in the order in which they came.</summary>
    private const int MaxArriving = 16;

    /// <summary>The send buffer of a connection, which the system doubles, takes that much of an answer that its client does not read.</summary>
    private const int BytesSentToNobody = 128 * 1024;

    /// <summary>How long a connection may stay silent after it was opened: clients with a request send it at once.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Kestrel (10.0.12) forgets some HTTP/2 connections that are aborted while their output is blocked, and never reports their end.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(2);

    /// <summary>How often the budget checks whether a connection may be accepted again.</summary>
    private static readonly TimeSpan AcceptInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Connections that wait for memory hold some as well: with a second, a flood of HTTP/2 connections made scrapers wait for up to three.</summary>
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

    /// <summary>What all connections may hold at the moment, in bytes.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    /// <summary>Whether a request is being answered.</summary>
    public bool HasRequests => Volatile.Read(ref _requests) > 0;

    /// <summary>Waits until the server has caught up with what it accepted, and counts the connection that is accepted next.</summary>
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

            // A protection that ends makes room as well.
            _ = await Task.WhenAny(caughtUp, Task.Delay(AcceptInterval, time));
        }
    }

    /// <summary>Notes that no connection was accepted after <see cref="BeginAcceptAsync"/>.</summary>
    public void AbandonAccept()
    {
        lock (_lock)
        {
            _arriving--;
            ResumeAccepting();
        }
    }

    /// <summary>Serves an accepted connection, and evicts others for it if need be.</summary>
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

    /// <summary>Lets a connection hold more as soon as that fits, if need be by evicting others. Returns false if it does not fit in time.</summary>
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

            // A connection that waits for memory must not be protected anew each time it tries.
            queue?.Restore(lease);
        }

        Close(evicted);
        return fits;
    }

    /// <summary>Changes what a connection holds and does, and evicts others if that exceeds the budget.</summary>
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

            // A request whose answer is being sent counts in both.
            if (lease.Requests <= lease.Sending)
            {
                _order.QueueFor(lease).Add(lease);
                ResumeAccepting();
            }
        }

        Close(evicted);
    }

    /// <summary>A part of an answer is sent. Beyond what the system keeps for a client that does not read, the client must be reading it.</summary>
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

    /// <summary>Evicts the client that has been taking its answer the longest, if it is slow.</summary>
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

    /// <summary>Charges a new connection. The few that are accepted at a time can exceed the budget by little.</summary>
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

    /// <summary>Evicts until that much more fits, or until no further connection may be evicted.</summary>
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

    /// <summary>Must be called without the lock: the end of a connection runs on this thread and calls back into the budget.</summary>
    private static void Close(List<ConnectionContext>? evicted)
    {
        foreach (var connection in evicted ?? [])
        {
            connection.Abort(new ConnectionAbortedException("The connection was evicted to make room for another one."));
        }
    }
}
