// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web;

/// <summary>
/// Bounds what all clients together can make the process hold. Every connection is charged what it can hold at worst, and answers that are not
/// sent yet are charged besides. When the sum would exceed the budget, the connection that has been in its state the longest is evicted. A
/// connection with a running request is never evicted. When every connection has one, new clients wait in the system's queue, and the few that
/// were accepted already are turned away.
/// </summary>
/// <param name="bytes">What all connections may hold.</param>
/// <param name="connections">How many may be open; each takes a descriptor.</param>
/// <param name="bytesPerConnection">
/// What a connection can hold at worst from its first byte on, apart from what its <see cref="ConnectionLease"/> adds.
/// </param>
internal sealed class ConnectionBudget(long bytes, int connections, long bytesPerConnection)
{
    /// <summary>What a connection costs over which nothing has come yet.</summary>
    public const long BytesPerSilentConnection = 12 * 1024;

    /// <summary>How many connections are passed over in one search because their request has arrived, but is not read yet.</summary>
    private const int MaxPassedOver = 16;


    /// <summary>As many connections may be accepted and not yet in anybody's hands: there the one that is served next is not the one that came first.</summary>
    private const int MaxArriving = 32;

    /// <summary>A client that has something to ask begins at once.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();

    // The kind of connections that holds most is evicted first. A flood of one kind therefore displaces itself, and not, for example, the idle
    // connections of scrapers that come back every few seconds.
    private readonly EvictionQueue _new = new();
    private readonly EvictionQueue _idle = new();
    private readonly EvictionQueue _sending = new();

    private long _heldBytes;
    private int _open;
    private int _arriving;
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

    /// <summary>Waits until the server has caught up with what it accepted and evicted, and counts the connection that is accepted next.</summary>
    public async Task BeginAcceptAsync()
    {
        while (true)
        {
            Task caughtUp;
            lock (_lock)
            {
                if (HasCaughtUp)
                {
                    _arriving++;
                    return;
                }

                _caughtUp ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                caughtUp = _caughtUp.Task;
            }

            await caughtUp;
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
        if (!TryEnter(lease))
        {
            connection.Abort(new ConnectionAbortedException("There is no memory or descriptor for another connection."));
            return;
        }

        connection.Features.Set(lease);
        try
        {
            if (await WaitForFirstByteAsync(connection.Transport.Input))
            {
                lease.Grow(bytesPerConnection - BytesPerSilentConnection);
                await next(connection);
            }
        }
        finally
        {
            Leave(lease);
        }
    }

    /// <summary>Changes what a connection holds and does, and evicts others if that exceeds the budget.</summary>
    internal void Update(ConnectionLease lease, long moreBytes, int moreRequests, int moreSending)
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
            lease.HasAsked |= moreRequests > 0;
            lease.Sending += moreSending;
            _heldBytes += moreBytes;
            if (moreBytes > 0)
            {
                evicted = EvictFor(0, 0);
            }

            // A request whose answer is being sent counts in both.
            if (lease.Requests <= lease.Sending)
            {
                (lease.Sending > 0 ? _sending : lease.HasAsked ? _idle : _new).Add(lease);
                ResumeAccepting();
            }
        }

        Close(evicted);
    }

    private bool HasCaughtUp => _arriving < MaxArriving && (HasRoom || Largest().First is not null);

    private bool HasRoom => _heldBytes + BytesPerSilentConnection <= bytes && _open < connections;

    private void ResumeAccepting()
    {
        if (_caughtUp is { } caughtUp && HasCaughtUp)
        {
            _caughtUp = null;
            caughtUp.SetResult();
        }
    }

    private bool TryEnter(ConnectionLease lease)
    {
        List<ConnectionContext>? evicted;
        bool entered;
        lock (_lock)
        {
            _arriving--;
            ResumeAccepting();
            evicted = EvictFor(BytesPerSilentConnection, 1);
            entered = HasRoom;
            if (entered)
            {
                lease.HeldBytes = BytesPerSilentConnection;
                _heldBytes += BytesPerSilentConnection;
                _open++;
                _new.Add(lease);
            }
        }

        Close(evicted);
        return entered;
    }

    private void Leave(ConnectionLease lease)
    {
        lock (_lock)
        {
            if (lease.IsEvicted)
            {
                return;
            }

            lease.Queue?.Remove(lease);
            lease.IsEvicted = true;
            _heldBytes -= lease.HeldBytes;
            _open--;
            ResumeAccepting();
        }
    }

    /// <summary>Evicts until that much more fits, or until no connection is left that may be evicted.</summary>
    private List<ConnectionContext>? EvictFor(long moreBytes, int moreConnections)
    {
        List<ConnectionContext>? evicted = null;
        var passedOver = 0;
        while ((_heldBytes + moreBytes > bytes || _open + moreConnections > connections) && Largest() is { First: { } lease } queue)
        {
            queue.Remove(lease);
            if (passedOver < MaxPassedOver && HasUnreadData(lease.Connection))
            {
                passedOver++;
                queue.Add(lease);
                continue;
            }

            lease.IsEvicted = true;
            _heldBytes -= lease.HeldBytes;
            _open--;
            (evicted ??= []).Add(lease.Connection);
        }

        return evicted;
    }

    private EvictionQueue Largest()
    {
        var largest = _new.HeldBytes >= _idle.HeldBytes ? _new : _idle;
        return largest.HeldBytes >= _sending.HeldBytes ? largest : _sending;
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

    /// <summary>Connections in the order in which they came into one state.</summary>
    internal sealed class EvictionQueue
    {
        private readonly LinkedList<ConnectionLease> _leases = new();

        /// <summary>What the connections in the queue hold.</summary>
        public long HeldBytes { get; private set; }

        /// <summary>The one to evict next.</summary>
        public ConnectionLease? First => _leases.First?.Value;

        /// <summary>Appends a connection.</summary>
        public void Add(ConnectionLease lease)
        {
            _leases.AddLast(lease.Node);
            lease.Queue = this;
            HeldBytes += lease.HeldBytes;
        }

        /// <summary>Takes a connection out, before what it holds changes.</summary>
        public void Remove(ConnectionLease lease)
        {
            _leases.Remove(lease.Node);
            lease.Queue = null;
            HeldBytes -= lease.HeldBytes;
        }
    }
}
