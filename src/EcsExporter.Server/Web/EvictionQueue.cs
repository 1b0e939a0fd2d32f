// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>Connections in the order in which they came into one state. Guarded by the lock of their <see cref="ConnectionBudget"/>.</summary>
/// <param name="protection">How long a connection is in this state before it is due.</param>
/// <param name="time">The clock of their age.</param>
internal sealed class EvictionQueue(TimeSpan protection, TimeProvider time)
{
    private readonly LinkedList<ConnectionLease> _leases = new();

    /// <summary>What the connections in the queue hold.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>The connection that has been in the queue the longest, if it is no longer protected.</summary>
    public ConnectionLease? Due => _leases.First?.Value is { } oldest && time.GetElapsedTime(oldest.QueuedAt) >= protection ? oldest : null;

    /// <summary>Appends a connection that has come into this state.</summary>
    public void Add(ConnectionLease lease)
    {
        lease.QueuedAt = time.GetTimestamp();
        Restore(lease);
    }

    /// <summary>Appends a connection that was taken out for a moment, and is as old in this state as it was.</summary>
    public void Restore(ConnectionLease lease)
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
