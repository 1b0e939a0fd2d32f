// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

/// <summary>Tests which connections are accepted, and which are evicted for them.</summary>
public sealed class ConnectionBudgetTests : ConnectionBudgetFixture
{
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

    /// <summary>Kestrel 10.0.12 never reports the end of an HTTP/2 connection that is aborted while its output is blocked.</summary>
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
}
