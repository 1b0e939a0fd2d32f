// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Bounds what all clients together can make the process hold. Every connection is charged what it can hold at worst, and answers that are not
/// sent yet are charged besides. When the sum would exceed the budget, the connection that has been in its state the longest is evicted, but none
/// in the first moments, and none with a running request. While no connection may be evicted, new clients wait in the system's queue.
/// </summary>
/// <param name="bytes">What all connections may hold.</param>
/// <param name="connections">How many may be open; each takes a descriptor.</param>
/// <param name="bytesPerConnection">
/// What a connection can hold at worst from its first byte on, apart from what its <see cref="ConnectionLease"/> adds.
/// </param>
/// <param name="time">The clock of the protection.</param>
internal sealed class ConnectionBudget(long bytes, int connections, long bytesPerConnection, TimeProvider time)
{
    /// <summary>What a connection costs over which nothing has come yet.</summary>
    public const long BytesPerSilentConnection = 12 * 1024;

    /// <summary>How many connections are passed over in one search because their request has arrived, but is not read yet.</summary>
    private const int MaxPassedOver = 16;

    /// <summary>
    /// Evicted connections still hold memory until the server has let go of them. Beyond this share of the budget the server is behind, and accepts no
    /// connections until it has caught up.
    /// </summary>
    private const int EvictedShare = 4;

    /// <summary>As many connections may be accepted and not yet in anybody's hands: there the one that is served next is not the one that came first.</summary>
    private const int MaxArriving = 16;

    /// <summary>A client that has something to ask begins at once.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What a client gets for its handshake, its request or its answer before its connection may be evicted for another one.</summary>
    private static readonly TimeSpan Protection = TimeSpan.FromMilliseconds(25);

    /// <summary>Kestrel (10.0.12) forgets some HTTP/2 connections that are aborted while their output is blocked, and never reports their end.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromSeconds(2);

    /// <summary>How often it is looked whether a connection may be accepted again.</summary>
    private static readonly TimeSpan AcceptInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Those that wait hold memory as well: with a second, a flood of HTTP/2 connections made scrapers wait for up to three.</summary>
    private static readonly TimeSpan GrowTimeout = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();

    private readonly EvictionOrder _order = new(Protection, bytes, time);
    private readonly EvictionQueue _evicted = new(time);

    private long _heldBytes;
    private int _open;
    private int _arriving;
    private int _requests;
    private TaskCompletionSource? _caughtUp;

    /// <summary>What all connections may hold at the moment, in bytes.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_lock)
            {
                return _heldBytes;
            }
        }
    }

    /// <summary>Whether a request is being answered.</summary>
    public bool HasRequests
    {
        get
        {
            lock (_lock)
            {
                return _requests > 0;
            }
        }
    }

    /// <summary>Waits until the server has caught up with what it accepted, and counts the connection that is accepted next.</summary>
    public async Task BeginAcceptAsync()
    {
        while (true)
        {
            Task caughtUp;
            lock (_lock)
            {
                while (_evicted.OlderThan(ForgottenAfter) is { } forgotten)
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

            // A protection that ends lets connections in, too.
            _ = await Task.WhenAny(caughtUp, Task.Delay(AcceptInterval));
        }
    }

    /// <summary>There is no connection after all.</summary>
    public void AbandonAccept()
    {
        lock (_lock)
        {
            _arriving--;
            ResumeAccepting();
        }
    }

    /// <summary>Serves a connection that was accepted, and evicts others for it if need be.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var lease = new ConnectionLease(this, connection);
        Enter(lease);
        connection.Features.Set(lease);
        try
        {
            if (await WaitForFirstByteAsync(connection.Transport.Input))
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

            // A wait for memory must not protect it anew each time it asks.
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

    /// <summary>Evicts the connection that has been sent to the longest, if it has not taken its answer in a reasonable time.</summary>
    internal void EvictStalled()
    {
        ConnectionContext? evicted = null;
        lock (_lock)
        {
            if (_order.Stalled is { } lease)
            {
                evicted = Evict(lease);
            }
        }

        if (evicted is not null)
        {
            Close([evicted]);
        }
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

    /// <summary>
    /// There was room when the connection was accepted. What the few that are accepted at a time can take too much is little.
    /// </summary>
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
            if (lease.IsEvicted)
            {
                ResumeAccepting();
                return;
            }

            lease.IsEvicted = true;
            _heldBytes -= lease.HeldBytes;
            _requests -= lease.Requests;
            _open--;
            ResumeAccepting();
        }
    }

    /// <summary>Evicts until that much more fits, or until no connection is left that may be evicted.</summary>
    private List<ConnectionContext>? EvictFor(long moreBytes, int moreConnections)
    {
        List<ConnectionContext>? evicted = null;
        var passedOver = 0;
        while ((_heldBytes + moreBytes > bytes || _open + moreConnections > connections) && Next is { } lease)
        {
            if (passedOver < MaxPassedOver && HasUnreadData(lease.Connection))
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
        lease.IsEvicted = true;
        _heldBytes -= lease.HeldBytes;
        _requests -= lease.Requests;
        _open--;
        _evicted.Add(lease);
        return lease.Connection;
    }

    /// <summary>In a flood of connections, the server takes notice of a request some milliseconds after the system has received it.</summary>
    private static bool HasUnreadData(ConnectionContext connection)
    {
        try
        {
            return connection.Features.Get<IConnectionSocketFeature>()?.Socket.Available > 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Whether there is something to serve. The server's own objects for a connection are made only then.</summary>
    private static async Task<bool> WaitForFirstByteAsync(PipeReader input)
    {
        using var timeout = new CancellationTokenSource(FirstByteTimeout);
        try
        {
            var first = await input.ReadAsync(timeout.Token);
            input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>To be called without the lock: the end of a connection runs on this thread, and comes back here.</summary>
    private static void Close(List<ConnectionContext>? evicted)
    {
        foreach (var connection in evicted ?? [])
        {
            connection.Abort(new ConnectionAbortedException("The connection was evicted to make room for another one."));
        }
    }
}
