// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

/// <summary>Tests scrapes with their own timeouts, and clients that disconnect, while the endpoint is read. All times are virtual.</summary>
public sealed class SharedReadTests
{
    private static readonly TimeSpan Forever = TimeSpan.MaxValue;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly int Documents = EndpointDocument.OfTask.Length;

    private readonly FakeTime _time = new();
    private readonly CapturingLogger _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<double, int, int> WaitsAndDelays => new(
        from wait in new[] { -1, 0, 0.5, 250, 500, 3999, 4000, 9500, double.PositiveInfinity }
        from delay in new[] { 20, 300, 800 }
        from timeToLive in new[] { 0, 1000, 15_000 }
        select (wait, delay, timeToLive));

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [MemberData(nameof(WaitsAndDelays))]
    public async Task Read_WaitOfTheScrape_DecidesItsOwnAnswerAndNothingElse(double waitMilliseconds, int delayMilliseconds, int timeToLiveMilliseconds)
    {
        var wait = double.IsInfinity(waitMilliseconds) ? Forever : TimeSpan.FromMilliseconds(waitMilliseconds);
        var delay = TimeSpan.FromMilliseconds(delayMilliseconds);
        await using var server = Endpoint(delay);
        using var client = Client(server);
        var source = Source(client, TimeSpan.FromMilliseconds(timeToLiveMilliseconds));

        var scrape = source.ReadAsync(wait, Stop);
        await BothAskedAsync(server, waiting: wait >= TimeSpan.FromMilliseconds(1) && wait < Timeout ? 1 : 0);
        if (wait < delay)
        {
            var waited = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            _time.Advance(waited);
            var own = await scrape;
            Assert.False(own.IsUp);
            Assert.Equal(FailureReason.Timeout, own.StateOf(EndpointDocument.Task).Failure?.Reason);
            Assert.Equal(FailureReason.Timeout, own.StateOf(EndpointDocument.TaskStats).Failure?.Reason);
            Assert.Null(source.Latest);
            _time.Advance(delay - waited);
        }
        else
        {
            _time.Advance(delay - TimeSpan.FromTicks(1));
            Assert.False(scrape.IsCompleted);
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.True((await scrape).IsUp);
        }

        await TestWait.UntilAsync(() => source.Latest is not null, Stop);
        Assert.True(source.Latest!.IsUp);
        Assert.Equal(delay, source.Latest.StateOf(EndpointDocument.Task).Duration);
        Assert.Equal(Timestamp.From(FakeTime.Start + delay), source.Latest.StateOf(EndpointDocument.Task).LastSuccess);
        if (timeToLiveMilliseconds > 0)
        {
            Assert.Same(source.Latest, await source.ReadAsync(TimeSpan.Zero, Stop));
        }

        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
        AssertNoErrors(source);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(0)]
    [InlineData(15)]
    public async Task Read_FirstScrapeGivesUp_TheOneThatJoinedGetsTheSameRead(int timeToLiveSeconds)
    {
        await using var server = Endpoint(TimeSpan.FromMilliseconds(800));
        using var client = Client(server);
        var source = Source(client, TimeSpan.FromSeconds(timeToLiveSeconds));

        var hurried = source.ReadAsync(TimeSpan.FromMilliseconds(500), Stop);
        await BothAskedAsync(server, waiting: 1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var joined = source.ReadAsync(TimeSpan.FromSeconds(9.5), Stop);
        _time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.False((await hurried).IsUp);
        Assert.False(joined.IsCompleted);

        // Scrapes that give up at once do not start another read either.
        for (var i = 0; i < 10; i++)
        {
            Assert.False((await source.ReadAsync(TimeSpan.Zero, Stop)).IsUp);
        }

        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True((await joined).IsUp);
        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
        AssertNoErrors(source);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_GivesUpWhenOneDocumentHasArrived_HasThatOneAndWhatIsKnownOfTheOther(bool statsHang)
    {
        var delay = TimeSpan.FromMilliseconds(20);
        var hangs = false;
        await using var server = Endpoint(delay, exchange => Volatile.Read(ref hangs) && exchange.Document == EndpointDocument.TaskStats == statsHang);
        using var client = Client(server);
        var source = Source(client, TimeSpan.Zero);
        var before = source.ReadAsync(Forever, Stop);
        await BothAskedAsync(server, waiting: 0);
        _time.Advance(delay);
        Assert.True((await before).IsUp);
        _time.Advance(TimeSpan.FromSeconds(10));
        var secondStart = _time.GetUtcNow();
        Volatile.Write(ref hangs, true);

        var scrape = source.ReadAsync(TimeSpan.FromSeconds(1), Stop);
        await TestWait.UntilAsync(() => server.Heads.Count == 2 * Documents && _time.Timers == 2 * Documents, Stop);
        _time.Advance(delay);
        var (arrived, missing) = statsHang ? (EndpointDocument.Task, EndpointDocument.TaskStats) : (EndpointDocument.TaskStats, EndpointDocument.Task);
        while (!(await source.ReadAsync(TimeSpan.Zero, Stop)).StateOf(arrived).IsUp)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), Stop);
        }

        _time.Advance(TimeSpan.FromSeconds(1) - delay);
        var snapshot = await scrape;
        var failure = new EndpointFailure(FailureReason.Timeout, "no complete answer before this scrape timed out");
        var content = snapshot.StateOf(arrived).Content;
        Assert.NotNull(content);
        Assert.Equal(new DocumentState(arrived, content, null, delay, Timestamp.From(secondStart + delay)), snapshot.StateOf(arrived));
        Assert.Equal(new DocumentState(missing, null, failure, delay, Timestamp.From(FakeTime.Start + delay)), snapshot.StateOf(missing));
        Assert.Equal(statsHang ? 1 : 0, snapshot.Containers.Length);
        AssertNoErrors(source);

        // The read times out later; only then is an error of the endpoint counted.
        _time.Advance(Timeout);
        await TestWait.UntilAsync(() => source.Latest is { IsUp: false }, Stop);
        Assert.Equal(statsHang ? (0, 1) : (1, 0), Timeouts(source));
        Assert.Single(_log.Lines, line => line.StartsWith("Warning: Task metadata endpoint is failing", StringComparison.Ordinal));
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_EveryScraperGoesAway_ItsResultIsKept()
    {
        await using var server = Endpoint(TimeSpan.FromMilliseconds(300));
        using var client = Client(server);
        var source = Source(client, TimeSpan.FromSeconds(1));
        using CancellationTokenSource gone = new();
        Task<TaskSnapshot>[] scrapes = [source.ReadAsync(Forever, gone.Token), source.ReadAsync(TimeSpan.FromSeconds(2), gone.Token)];
        await BothAskedAsync(server, waiting: 1);
        await gone.CancelAsync();
        foreach (var scrape in scrapes)
        {
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape);
        }

        var next = source.ReadAsync(Forever, Stop);
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.True((await next).IsUp);
        Assert.Same(await next, await source.ReadAsync(Forever, Stop));
        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
        AssertNoErrors(source);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_EndpointHangsAndNobodyWaits_TimesOutOnceAndIsKept(bool goesAway)
    {
        await using var server = Endpoint(TimeSpan.Zero, _ => true);
        using var client = Client(server);
        var source = Source(client, TimeSpan.FromSeconds(1));
        using CancellationTokenSource gone = new();
        var scrape = source.ReadAsync(goesAway ? Forever : TimeSpan.Zero, gone.Token);
        await TestWait.UntilAsync(() => server.Heads.Count == Documents, Stop);
        await gone.CancelAsync();
        if (goesAway)
        {
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scrape);
        }
        else
        {
            Assert.False((await scrape).IsUp);
        }

        _time.Advance(Timeout - TimeSpan.FromTicks(1));
        AssertNoErrors(source);
        _time.Advance(TimeSpan.FromTicks(1));
        await TestWait.UntilAsync(() => source.Latest is not null, Stop);

        Assert.Equal("no complete answer within 4 s", (await source.ReadAsync(TimeSpan.Zero, Stop)).StateOf(EndpointDocument.Task).Failure?.Message);
        Assert.Equal((1, 1), Timeouts(source));
        Assert.Equal(Documents, server.Heads.Count);
        Assert.Single(_log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(0.5, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    public async Task Read_TakesLongerThanTheTimeToLive_IsKeptForItFromItsEnd(double timeToLiveSeconds, double delaySeconds)
    {
        var (timeToLive, delay) = (TimeSpan.FromSeconds(timeToLiveSeconds), TimeSpan.FromSeconds(delaySeconds));
        await using var server = Endpoint(delay);
        using var client = Client(server);
        var source = Source(client, timeToLive);
        var first = source.ReadAsync(Forever, Stop);
        await BothAskedAsync(server, waiting: 0);
        _time.Advance(delay);
        var snapshot = await first;
        _time.Advance(timeToLive - TimeSpan.FromTicks(1));
        Assert.Same(snapshot, await source.ReadAsync(Forever, Stop));
        Assert.Equal(Documents, server.Heads.Count);

        _time.Advance(TimeSpan.FromTicks(1));
        var second = source.ReadAsync(Forever, Stop);
        await TestWait.UntilAsync(() => server.Heads.Count == 2 * Documents && _time.Timers == 2 * Documents, Stop);
        _time.Advance(delay);
        Assert.NotSame(snapshot, await second);
        Assert.Equal(2 * Documents, server.Heads.Count);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Read_OneScrapeBlocksItsThread_TheOthersAreAnswered(int blocked)
    {
        await using var server = Endpoint(TimeSpan.FromMilliseconds(20));
        using var client = Client(server);
        var source = Source(client, TimeSpan.Zero);
        using ManualResetEventSlim isBlocked = new();
        using ManualResetEventSlim release = new();

        async Task<TaskSnapshot> ScrapeAsync(bool blocks)
        {
            var snapshot = await source.ReadAsync(Forever, Stop).ConfigureAwait(false);
            if (blocks)
            {
                isBlocked.Set();
                release.Wait(Stop);
            }

            return snapshot;
        }

        var scrapes = Enumerable.Range(0, 5).Select(i => ScrapeAsync(i == blocked)).ToList();
        await BothAskedAsync(server, waiting: 0);
        var advancing = Task.Run(() => _time.Advance(TimeSpan.FromMilliseconds(20)), Stop);
        var others = await Task.WhenAll(scrapes.Where((_, i) => i != blocked));
        Assert.All(others, snapshot => Assert.True(snapshot.IsUp));
        await Task.Run(() => isBlocked.Wait(Stop), Stop);
        release.Set();
        Assert.Same(others[0], await scrapes[blocked]);
        await advancing;
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_MistakeOfThisProgram_IsDownForAllLoggedOnceAndNotTheEndpointsError()
    {
        await using var server = Endpoint(TimeSpan.FromMilliseconds(20));
        using var client = Client(server);

        // With null in place of the selection, building the snapshot throws.
        SnapshotSource source = new(client, new SnapshotSourceOptions(TimeSpan.FromSeconds(1), null!), _time, _log);
        Task<TaskSnapshot>[] scrapes = [source.ReadAsync(Forever, Stop), source.ReadAsync(Forever, Stop), source.ReadAsync(TimeSpan.Zero, Stop)];
        await BothAskedAsync(server, waiting: 0);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        var snapshots = await Task.WhenAll(scrapes);

        Assert.Equal("the exporter failed to read the documents, see its log", snapshots[0].StateOf(EndpointDocument.Task).Failure?.Message);
        Assert.Same(snapshots[0], snapshots[1]);
        Assert.False(snapshots[2].IsUp);
        Assert.Same(snapshots[0], await source.ReadAsync(Forever, Stop));
        Assert.Equal(Documents, server.Heads.Count);
        Assert.Equal((0, 0), Timeouts(source));
        Assert.Equal(["Error: Reading the task metadata endpoint failed"], _log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)));

        // The failure does not prevent the next read.
        _time.Advance(TimeSpan.FromSeconds(1));
        var next = source.ReadAsync(Forever, Stop);
        await TestWait.UntilAsync(() => server.Heads.Count == 2 * Documents && _time.Timers == 2 * Documents, Stop);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.NotSame(snapshots[0], await next);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ScraperGoneBeforehand_AsksNothing()
    {
        await using var server = RawServer.Of("minimal");
        using var client = Client(server);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Source(client, TimeSpan.Zero).ReadAsync(Forever, new CancellationToken(canceled: true)));
        Assert.Empty(server.Heads);
    }

    /// <summary>An endpoint that answers after a virtual delay, or not at all.</summary>
    private RawServer Endpoint(TimeSpan delay, Func<RawExchange, bool>? hangs = null) => new(async exchange =>
    {
        if (hangs?.Invoke(exchange) ?? false)
        {
            await exchange.ClientGoneAsync();
            return;
        }

        await Task.Delay(delay, _time, Stop);
        await exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"));
    });

    /// <summary>Waits until the endpoint delays both answers: then each answer, each request and each waiting scrape has a timer.</summary>
    private Task BothAskedAsync(RawServer server, int waiting) =>
        TestWait.UntilAsync(() => server.Heads.Count == Documents && _time.Timers == (2 * Documents) + waiting, Stop);

    private TaskMetadataClient Client(RawServer server) => new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), new Anomalies(_log), _time);

    private SnapshotSource Source(TaskMetadataClient client, TimeSpan timeToLive) =>
        new(client, new SnapshotSourceOptions(timeToLive, ContainerSelection.Default), _time, _log);

    private static (long Task, long Stats) Timeouts(SnapshotSource source) =>
        (source.Errors[EndpointDocument.Task, FailureReason.Timeout], source.Errors[EndpointDocument.TaskStats, FailureReason.Timeout]);

    private void AssertNoErrors(SnapshotSource source)
    {
        Assert.All(
            from document in EndpointDocument.OfTask from reason in Enum.GetValues<FailureReason>() select source.Errors[document, reason],
            count => Assert.Equal(0, count));
        Assert.DoesNotContain(_log.Lines, line => !line.StartsWith("Debug", StringComparison.Ordinal));
    }
}
