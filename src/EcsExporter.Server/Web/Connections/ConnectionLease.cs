// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Web.Connections;

/// <summary>One connection's part of the <see cref="ConnectionBudget"/>: what it holds, and whether it may be evicted.</summary>
internal sealed class ConnectionLease
{
    private readonly ConnectionBudget _budget;

    /// <param name="budget">The budget of all connections.</param>
    /// <param name="connection">The connection.</param>
    public ConnectionLease(ConnectionBudget budget, ConnectionContext connection)
    {
        _budget = budget;
        Connection = connection;
        Node = new LinkedListNode<ConnectionLease>(this);
    }

    /// <summary>The connection.</summary>
    public ConnectionContext Connection { get; }

    // What follows belongs to the budget, under its lock.
    internal LinkedListNode<ConnectionLease> Node { get; }

    internal EvictionQueue? Queue { get; set; }

    internal long HeldBytes { get; set; }

    internal int Requests { get; set; }

    internal bool HasTakenAnAnswer { get; set; }

    internal int Sending { get; set; }

    internal long QueuedAt { get; set; }

    internal bool IsEvicted { get; set; }

    /// <summary>Evicts the connection that has been sent to the longest, if it has not taken its answer in a reasonable time.</summary>
    public void EvictStalled() => _budget.EvictStalled();

    /// <summary>Whether the connection may hold more than others for as long as it is open. Waits for others to end if need be.</summary>
    public Task<bool> TryGrowAsync(long bytes) => _budget.TryGrowAsync(this, bytes);

    /// <summary>A request has arrived. Until its answer is sent, the connection is not evicted.</summary>
    public void BeginRequest() => _budget.Update(this, 0, 1, 0);

    /// <summary>A request has ended, answered or not.</summary>
    public void EndRequest() => _budget.Update(this, 0, -1, 0);

    /// <summary>An answer is complete and about to be sent. From here on the connection may be evicted when the budget is exceeded.</summary>
    /// <param name="bytes">The memory that the answer takes.</param>
    public void BeginSending(long bytes) => _budget.Update(this, bytes, 0, 1);

    /// <summary>An answer has been handed to the system, or given up.</summary>
    /// <param name="bytes">The memory that the answer took.</param>
    /// <param name="hasTaken">Whether the client has taken it. From then on it counts as one that comes back, such as a scraper.</param>
    public void EndSending(long bytes, bool hasTaken) => _budget.Update(this, -bytes, 0, -1, hasTaken);
}
