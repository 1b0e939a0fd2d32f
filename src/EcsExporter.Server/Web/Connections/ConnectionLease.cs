// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace EcsExporter.Server.Web.Connections;

/// <summary>Holds one connection's share of the <see cref="ConnectionBudget"/>: its charge, and whether it may be evicted.</summary>
internal sealed class ConnectionLease(ConnectionBudget budget, ConnectionContext connection)
{
    public ConnectionContext Connection => connection;

    /// <summary>The clock of the connection's timeouts.</summary>
    public TimeProvider Time => budget.Time;

    // Only the budget uses these members, under its lock.
    internal LinkedListNode<ConnectionLease> Node => field ??= new(this);
    internal EvictionQueue? Queue { get; set; }
    internal long HeldBytes { get; set; }
    internal int Requests { get; set; }
    internal bool HasTakenAnAnswer { get; set; }
    internal int Sending { get; set; }
    internal bool IsReading { get; set; }
    internal long QueuedAt { get; set; }
    internal bool IsEvicted { get; set; }

    /// <summary>
    /// Whether data have arrived that the server has not read. In a flood, it notices a request milliseconds after the system received it.
    /// </summary>
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

    /// <summary>
    /// Waits for the first byte. Returns false when none arrives in time. Until then, the server creates no objects for the connection.
    /// </summary>
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

    /// <summary>Evicts the slow client that has been reading its answer the longest, if there is one.</summary>
    public void EvictStalled() => budget.EvictStalled();

    /// <summary>Raises the charge until the connection ends, and waits for space if necessary. Returns false if there is none in time.</summary>
    public Task<bool> TryGrowAsync(long bytes) => budget.TryGrowAsync(this, bytes);

    /// <summary>Records a request. The connection is not evicted until its answer is about to be sent.</summary>
    public void BeginRequest() => budget.Update(this, 0, 1, 0);

    public void EndRequest() => budget.Update(this, 0, -1, 0);

    /// <summary>
    /// Records that an answer is complete and about to be sent. From here on the connection may be evicted when the budget is exceeded.
    /// </summary>
    public void BeginSending(long bytes) => budget.Update(this, bytes, 0, 1);

    /// <summary>Records that the system accepted a part of an answer.</summary>
    public void ContinueSending(int sentBytes) => budget.ContinueSending(this, sentBytes);

    /// <summary>
    /// Records that an answer was sent or abandoned. A client that has read an answer is known, because it is likely to return, as a scraper does.
    /// </summary>
    public void EndSending(long bytes, bool hasTaken) => budget.Update(this, -bytes, 0, -1, hasTaken);
}
