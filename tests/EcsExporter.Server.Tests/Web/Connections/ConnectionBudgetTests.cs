// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

public sealed class ConnectionBudgetTests : IAsyncDisposable
{
    private const long Kibibyte = 1024;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private const long PerConnection = 100 * Kibibyte;

    private readonly FakeTime _time = new();
    private readonly Dictionary<string, TaskCompletionSource> _ends = [];
    private readonly List<FakeConnection> _connections = [];
    private readonly Dictionary<string, Task> _served = [];
    private readonly List<string> _aborted = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public void Serve_BeyondTheBudget_EvictsTheOldestOfTheNew()
    {
        var budget = Budget(3 * PerConnection);
        Open(budget, "a", "b", "c");
        Assert.Empty(_aborted);

        Open(budget, "d");

        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public void Serve_BeyondTheDescriptors_EvictsTheOldestOfTheNew()
    {
        var budget = Budget(long.MaxValue / 2, connections: 2);

        Open(budget, "a", "b", "c");

        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public async Task Serve_SilentConnections_CostLittleUntilSomethingComes()
    {
        const int Fitting = (int)(3 * PerConnection / ConnectionBudget.BytesPerSilentConnection);
        var budget = Budget(3 * PerConnection);

        Assert.Empty(Open(budget, isSilent: true, [.. Enumerable.Range(0, Fitting).Select(i => $"silent {i}")]));
        Assert.Empty(_aborted);

        _ = await _connections[^1].Received.Writer.WriteAsync("G"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.NotEmpty(_aborted);
        Assert.InRange(budget.HeldBytes, PerConnection, 3 * PerConnection);
    }

    [Fact]
    public async Task Serve_ClientClosesWithoutAWord_IsNotServed()
    {
        var budget = Budget(3 * PerConnection);
        Assert.Empty(Open(budget, isSilent: true, ["a"]));

        await _connections[0].Received.Writer.CompleteAsync();

        Assert.True(_served["a"].IsCompletedSuccessfully);
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public void Serve_AllInTheirFirstMoments_EvictsNobody()
    {
        var budget = Budget(2 * PerConnection);

        Serve(budget, isSilent: false, "a");
        Serve(budget, isSilent: false, "b");
        Serve(budget, isSilent: false, "c");

        Assert.Empty(_aborted);
        Assert.False(budget.BeginAcceptAsync().IsCompleted);
    }

    [Fact]
    public async Task BeginAccept_EveryConnectionHasARequest_WaitsUntilOneEnds()
    {
        var budget = Budget(2 * PerConnection);
        var leases = Open(budget, "a", "b");
        Array.ForEach(leases, static lease => lease.BeginRequest());
        _time.Advance(Second);
        Assert.True(budget.HasRequests);
        var accept = budget.BeginAcceptAsync();
        Assert.False(accept.IsCompleted);

        leases[0].EndRequest();
        _time.Advance(Second);

        await accept;
        _ = Assert.Single(Serve(budget, isSilent: false, "c"));
        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public void Serve_FloodOfNewConnections_LeavesIdleAndSendingOnesAlone()
    {
        var budget = Budget(8 * PerConnection);
        var leases = Open(budget, "idle", "sending");
        Answer(leases[0]);
        leases[1].BeginRequest();
        leases[1].BeginSending(10 * Kibibyte);

        OpenAndEnd(budget, [.. Enumerable.Range(0, 50).Select(i => $"new {i}")]);

        Assert.All(_aborted, name => Assert.StartsWith("new ", name, StringComparison.Ordinal));
        Assert.Equal(50 - 5, _aborted.Count);
    }

    [Fact]
    public void Serve_FloodOfIdleConnections_EvictsTheLeastRecentlyUsed()
    {
        var budget = Budget(4 * PerConnection);
        var leases = Open(budget, "a", "b", "c", "d");
        foreach (var i in new[] { 0, 1, 2, 3, 0 })
        {
            Answer(leases[i]);
            _time.Advance(Second);
        }

        Open(budget, "e");

        Assert.Equal(["b"], _aborted);
    }

    [Fact]
    public void Serve_IdleConnectionsHoldLittle_AreNotEvictedForAnything()
    {
        var budget = Budget(4 * PerConnection);
        var idle = Assert.Single(Open(budget, "idle"));
        Answer(idle);
        var running = Open(budget, "a", "b", "c");
        Array.ForEach(running, static lease => lease.BeginRequest());
        _time.Advance(Second);

        Assert.False(budget.BeginAcceptAsync().IsCompleted);

        Assert.Empty(_aborted);
    }

    [Fact]
    public void Serve_KnownClientIsSentToForLong_IsNotEvictedForNewOnes()
    {
        var budget = Budget(8 * PerConnection);
        var scraper = Assert.Single(Open(budget, "scraper"));
        Answer(scraper);
        scraper.BeginRequest();
        scraper.BeginSending(Kibibyte);
        _time.Advance(Second);

        // All others have only just come: it is the only one that has had its time.
        foreach (var i in Enumerable.Range(0, 7))
        {
            _ = Serve(budget, isSilent: false, $"new {i}");
        }

        Assert.Empty(_aborted);
        Assert.False(budget.BeginAcceptAsync().IsCompleted);
    }

    [Fact]
    public void Serve_KnownClientsThatDoNotTakeTheirAnswersHoldMuch_AreEvictedOldestFirst()
    {
        var budget = Budget((4 * PerConnection) + (10 * Kibibyte));
        var leases = Open(budget, "a", "b", "c", "d");
        foreach (var lease in leases)
        {
            Answer(lease);
            lease.BeginRequest();
            lease.BeginSending(0);
            _time.Advance(Second);
        }

        Open(budget, "e");

        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public void BeginSending_AnswersExceedTheBudget_EvictsWhoHasBeenSentToTheLongest()
    {
        var budget = Budget(1000 * Kibibyte);
        var leases = Open(budget, "a", "b", "c", "d");
        foreach (var lease in leases)
        {
            lease.BeginRequest();
            lease.BeginSending(200 * Kibibyte);
            _time.Advance(Second);
        }

        Assert.Equal(["a"], _aborted);
        leases[1].EndSending(200 * Kibibyte, hasTaken: true);
        leases[1].BeginSending(500 * Kibibyte);
        Assert.Equal(["a", "c"], _aborted);
    }

    [Fact]
    public void BeginSending_ItsOwnConnection_IsNotEvictedForIt()
    {
        var budget = Budget(1000 * Kibibyte);
        var lease = Assert.Single(Open(budget, "a"));
        lease.BeginRequest();

        lease.BeginSending(5000 * Kibibyte);

        Assert.Empty(_aborted);
        Assert.Equal(5100 * Kibibyte, budget.HeldBytes);
        _ = Assert.Single(Open(budget, "b"));
        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public void BeginRequest_OneStreamOfSeveralRuns_IsNotEvicted()
    {
        var budget = Budget(2 * PerConnection);
        var leases = Open(budget, "a", "b");
        leases[0].BeginRequest();
        leases[0].BeginRequest();
        leases[0].BeginSending(0);

        Open(budget, "c");

        Assert.Equal(["b"], _aborted);
    }

    [Fact]
    public void EvictStalled_AnswersAreBeingSent_EvictsTheOldestThatHadItsTime()
    {
        var budget = Budget(10 * PerConnection);
        var leases = Open(budget, "a", "b");
        leases[1].BeginRequest();
        leases[1].BeginSending(10);
        leases[0].EvictStalled();
        Assert.Empty(_aborted);

        _time.Advance(Second);
        leases[0].EvictStalled();

        Assert.Equal(["b"], _aborted);
    }

    [Theory]
    [InlineData(64, 25, true)]
    [InlineData(128, 25, false)]
    [InlineData(128, 999, false)]
    [InlineData(128, 1000, true)]
    public void EvictStalled_ClientHasTakenMuchOfItsAnswer_GetsASecondForEachFurtherPart(int sentKibibytes, int milliseconds, bool isEvicted)
    {
        var budget = Budget(10 * PerConnection);
        var lease = Assert.Single(Open(budget, "a"));
        lease.BeginRequest();
        lease.BeginSending(10);
        _time.Advance(Second);

        lease.ContinueSending((int)(sentKibibytes * Kibibyte));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        lease.EvictStalled();

        Assert.Equal(isEvicted ? ["a"] : [], _aborted);
    }

    [Fact]
    public void EvictStalled_NextAnswerAfterALargeOne_IsNotProtectedForLonger()
    {
        var budget = Budget(10 * PerConnection);
        var lease = Assert.Single(Open(budget, "a"));
        lease.BeginRequest();
        lease.BeginSending(10);
        lease.ContinueSending((int)(128 * Kibibyte));
        lease.EndSending(10, hasTaken: true);
        lease.BeginSending(10);
        _time.Advance(TimeSpan.FromMilliseconds(25));

        lease.EvictStalled();

        Assert.Equal(["a"], _aborted);
    }

    [Fact]
    public void EvictStalled_KnownClientHasStalledLonger_EvictsTheUnknownOneFirst()
    {
        var budget = Budget(10 * PerConnection);
        var leases = Open(budget, "known", "unknown");
        Answer(leases[0]);
        foreach (var lease in leases)
        {
            lease.BeginRequest();
            lease.BeginSending(10);
            _time.Advance(Second);
        }

        leases[0].EvictStalled();
        leases[0].EvictStalled();

        Assert.Equal(["unknown", "known"], _aborted);
    }

    [Fact]
    public async Task TryGrow_FitsOnceOthersAreEvicted_EvictsThem()
    {
        var budget = Budget(4 * PerConnection);
        var leases = Open(budget, "a", "b", "c", "d");

        Assert.True(await leases[3].TryGrowAsync(PerConnection));

        Assert.Equal(["a"], _aborted);
        Assert.Equal(4 * PerConnection, budget.HeldBytes);
    }

    [Fact]
    public async Task TryGrow_NobodyMayBeEvicted_WaitsForAMomentAndIsRefused()
    {
        var budget = Budget(2 * PerConnection);
        var leases = Open(budget, "a", "b");
        leases[0].BeginRequest();

        var growing = leases[1].TryGrowAsync(PerConnection);
        Assert.False(growing.IsCompleted);
        _time.Advance(Second);

        Assert.False(await growing);
        Assert.Equal(2 * PerConnection, budget.HeldBytes);
    }

    [Fact]
    public async Task TryGrow_OthersEndMeanwhile_Grows()
    {
        var budget = Budget(2 * PerConnection);
        var leases = Open(budget, "a", "b");
        leases[0].BeginRequest();
        var growing = leases[1].TryGrowAsync(PerConnection);

        End("a");
        _time.Advance(Second / 20);

        Assert.True(await growing);
    }

    [Fact]
    public async Task BeginAccept_EvictedOnesDoNotEnd_WaitsForAMoment()
    {
        var budget = Budget(4 * PerConnection);
        Open(budget, "a", "b", "c", "d", "e", "f");
        Assert.Equal(["a", "b"], _aborted);

        var accept = budget.BeginAcceptAsync();
        Assert.False(accept.IsCompleted);
        End("a");
        await accept;
    }

    /// <summary>Kestrel (10.0.12) forgets an HTTP/2 connection that is aborted while its output is blocked: its end is never reported.</summary>
    [Fact]
    public void BeginAccept_EvictedOnesNeverEnd_ForgetsThem()
    {
        var budget = Budget(4 * PerConnection);
        Open(budget, "a", "b", "c", "d", "e", "f");
        Assert.False(budget.BeginAcceptAsync().IsCompleted);

        _time.Advance(2 * Second);

        Assert.True(budget.BeginAcceptAsync().IsCompleted);
        Assert.Equal(4 * PerConnection, budget.HeldBytes);
    }

    [Fact]
    public async Task BeginAccept_ManyAreAcceptedAndNotServed_WaitsUntilTheyAre()
    {
        var budget = Budget(100 * PerConnection);
        var accepts = Enumerable.Range(0, 17).Select(_ => budget.BeginAcceptAsync()).ToList();
        Assert.Equal(16, accepts.Count(static accept => accept.IsCompleted));

        budget.AbandonAccept();

        await Task.WhenAll(accepts);
    }

    [Fact]
    public void End_AllConnections_HoldsNothing()
    {
        var budget = Budget(3 * PerConnection);
        var leases = Open(budget, "a", "b", "c", "d");
        leases[3].BeginRequest();
        leases[3].BeginSending(30 * Kibibyte);
        leases[3].EndSending(30 * Kibibyte, hasTaken: true);
        leases[3].EndRequest();

        foreach (var name in _ends.Keys)
        {
            End(name);
        }

        Assert.Equal(0, budget.HeldBytes);
        Assert.False(budget.HasRequests);
        Assert.Equal(3, Open(budget, "e", "f", "g").Length);
    }

    private ConnectionBudget Budget(long bytes, int connections = 100) => new(bytes, connections, PerConnection, _time);

    private static void Answer(ConnectionLease lease)
    {
        lease.BeginRequest();
        lease.BeginSending(Kibibyte);
        lease.EndSending(Kibibyte, hasTaken: true);
        lease.EndRequest();
    }

    /// <summary>Opens connections whose server ends them as soon as they are evicted.</summary>
    private void OpenAndEnd(ConnectionBudget budget, string[] names)
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

    /// <summary>Gives the leases of the connections that were let in.</summary>
    private ConnectionLease[] Open(ConnectionBudget budget, params string[] names) => Open(budget, isSilent: false, names);

    private ConnectionLease[] Open(ConnectionBudget budget, bool isSilent, string[] names)
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

    private List<ConnectionLease> Serve(ConnectionBudget budget, bool isSilent, string name)
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

    private void End(string name)
    {
        _ = _ends[name].TrySetResult();
        Assert.True(_served[name].IsCompletedSuccessfully);
    }

    private sealed class FakeConnection : DefaultConnectionContext
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
