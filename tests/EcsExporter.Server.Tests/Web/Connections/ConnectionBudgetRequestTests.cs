// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Web.Connections;

/// <summary>Tests how requests and answers of connections use the budget.</summary>
public sealed class ConnectionBudgetRequestTests : ConnectionBudgetFixture
{
    [Fact]
    public void Serve_KnownClientIsSentToForLong_IsNotEvictedForNewOnes()
    {
        var budget = Budget(8 * PerConnection);
        var scraper = Assert.Single(Open(budget, "scraper"));
        Answer(scraper);
        scraper.BeginRequest();
        scraper.BeginSending(Kibibyte);
        _time.Advance(Second);

        // All other connections are new, so only this one has used up its time.
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
}
