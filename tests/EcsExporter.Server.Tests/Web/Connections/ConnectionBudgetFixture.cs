// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

/// <summary>A connection budget, a clock, and connections that record when they are evicted.</summary>
public abstract class ConnectionBudgetFixture : IAsyncDisposable
{
    private protected const long Kibibyte = 1024;
    private protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private protected const long PerConnection = 100 * Kibibyte;

    private protected readonly FakeTime _time = new();
    private protected readonly Dictionary<string, TaskCompletionSource> _ends = [];
    private protected readonly List<FakeConnection> _connections = [];
    private protected readonly Dictionary<string, Task> _served = [];
    private protected readonly List<string> _aborted = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected ConnectionBudget Budget(long bytes, int connections = 100) => new(bytes, connections, PerConnection, _time);

    private protected static void Answer(ConnectionLease lease)
    {
        lease.BeginRequest();
        lease.BeginSending(Kibibyte);
        lease.EndSending(Kibibyte, hasTaken: true);
        lease.EndRequest();
    }

    /// <summary>Opens connections that end as soon as they are evicted.</summary>
    private protected void OpenAndEnd(ConnectionBudget budget, string[] names)
    {
        foreach (var name in names)
        {
            Open(budget, name);
            foreach (var evicted in _aborted)
            {
                End(evicted);
            }
        }
    }

    /// <summary>Opens connections; returns the leases of those that were accepted.</summary>
    private protected ConnectionLease[] Open(ConnectionBudget budget, params string[] names) => Open(budget, isSilent: false, names);

    private protected ConnectionLease[] Open(ConnectionBudget budget, bool isSilent, string[] names)
    {
        var leases = new List<ConnectionLease>();
        foreach (var name in names)
        {
            _time.Advance(Second / 10);
            Assert.True(budget.BeginAcceptAsync().IsCompleted);
            leases.AddRange(Serve(budget, isSilent, name));
        }

        return [.. leases];
    }

    private protected List<ConnectionLease> Serve(ConnectionBudget budget, bool isSilent, string name)
    {
        List<ConnectionLease> leases = [];
        var end = _ends[name] = new TaskCompletionSource();
        _connections.Add(new FakeConnection(name, _aborted, isSilent));
        _served[name] = budget.ServeAsync(_connections[^1], connection =>
        {
            leases.Add(connection.Features.Get<ConnectionLease>()!);
            return end.Task;
        });
        return leases;
    }

    private protected void End(string name)
    {
        _ = _ends[name].TrySetResult();
        Assert.True(_served[name].IsCompletedSuccessfully);
    }

    private protected sealed class FakeConnection : DefaultConnectionContext
    {
        private readonly List<string> _aborted;

        public FakeConnection(string name, List<string> aborted, bool isSilent)
            : base(name)
        {
            _aborted = aborted;
            Received = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline));
            Transport = new DuplexPipe(Received.Reader, new Pipe().Writer);
            if (!isSilent)
            {
                _ = Received.Writer.WriteAsync(new byte[] { (byte)'G' }).AsTask();
            }
        }

        public Pipe Received { get; }

        public override void Abort(ConnectionAbortedException abortReason) => _aborted.Add(ConnectionId);
    }
}
