// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web.Connections;

/// <summary>One connection's share of the <see cref="ConnectionBudget"/>: what it holds, and whether it may be evicted.</summary>
internal sealed class ConnectionLease(ConnectionBudget budget, ConnectionContext connection)
{
    public ConnectionContext Connection => connection;

    /// <summary>The clock of the connection's timeouts.</summary>
    public TimeProvider Time => budget.Time;

    // The budget alone uses the following, under its lock.
    internal LinkedListNode<ConnectionLease> Node => field ??= new(this);
    internal EvictionQueue? Queue { get; set; }
    internal long HeldBytes { get; set; }
    internal int Requests { get; set; }
    internal bool HasTakenAnAnswer { get; set; }
    internal int Sending { get; set; }
    internal bool IsReading { get; set; }
    internal long QueuedAt { get; set; }
    internal bool IsEvicted { get; set; }

    /// <summary>Whether data have arrived that the server has not read: in a flood, it notices a request milliseconds after the system received it.</summary>
    internal bool HasUnreadData
    {
        get
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
    }

    /// <summary>Waits for the first byte; false when none comes in time. Without one, the server makes no objects for the connection.</summary>
    internal async Task<bool> WaitForFirstByteAsync(TimeSpan timeout, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        var input = connection.Transport.Input;
        try
        {
            var first = await input.ReadAsync(deadline.Token);
            input.AdvanceTo(first.Buffer.Start);
            return !first.Buffer.IsEmpty;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>Evicts the client that has been taking its answer the longest, if it is slow.</summary>
    public void EvictStalled() => budget.EvictStalled();

    /// <summary>Lets the connection hold more for as long as it is open, and waits for others to end if need be. False if there is no room in time.</summary>
    public Task<bool> TryGrowAsync(long bytes) => budget.TryGrowAsync(this, bytes);

    /// <summary>A request has arrived. Until its answer is about to be sent, the connection is not evicted.</summary>
    public void BeginRequest() => budget.Update(this, 0, 1, 0);

    public void EndRequest() => budget.Update(this, 0, -1, 0);

    /// <summary>An answer is complete and about to be sent. From here on the connection may be evicted when the budget is exceeded.</summary>
    public void BeginSending(long bytes) => budget.Update(this, bytes, 0, 1);

    /// <summary>The system has taken a part of an answer.</summary>
    public void ContinueSending(int sentBytes) => budget.ContinueSending(this, sentBytes);

    /// <summary>An answer was sent or given up. A client that has taken one is known as one that comes back, such as a scraper.</summary>
    public void EndSending(long bytes, bool hasTaken) => budget.Update(this, -bytes, 0, -1, hasTaken);
}
