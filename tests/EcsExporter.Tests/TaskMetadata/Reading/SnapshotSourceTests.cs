// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

public sealed class SnapshotSourceTests
{
    private static readonly TimeSpan Forever = TimeSpan.MaxValue;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(1);
    private static readonly int Documents = EndpointDocument.OfTask.Length;

    private readonly FakeTime _time = new();
    private readonly CapturingLogger _log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_HealthyEndpoint_IsUpWithBothDocuments()
    {
        await using var server = RawServer.Of("fargate");
        using var client = Client(server);
        var source = Source(client);
        Assert.Null(source.Latest);
        var snapshot = await source.ReadAsync(Forever, Stop);
        Assert.True(snapshot.IsUp);
        Assert.Equal(["log_router", "migrate", "web"], snapshot.Containers.Select(container => container.Name));
        Assert.NotNull(snapshot.Containers[0].Stats);
        Assert.Equal(Timestamp.From(FakeTime.Start), snapshot.StateOf(EndpointDocument.Task).LastSuccess);
        Assert.Equal(Timestamp.From(FakeTime.Start), snapshot.StateOf(EndpointDocument.TaskStats).LastSuccess);
        Assert.Same(snapshot, source.Latest);
        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
        Assert.Empty(_log.Lines);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_NoEndpoint_IsDownAndSaysWhy()
    {
        var snapshot = await Source(null).ReadAsync(Forever, Stop);
        Assert.False(snapshot.IsUp);
        var failure = new EndpointFailure(FailureReason.Connect, "there is no task metadata endpoint");
        Assert.Equal(EndpointDocument.OfTask.Select(document => new DocumentState(document, null, failure, null, null)), snapshot.Documents);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task WasRead_DocumentsReadAtDifferentTimes_IsTrueFromThenOn()
    {
        var working = "none";
        await using RawServer server = new(exchange => exchange.AnswerAsync(
            Payload.Of(exchange.Document, "minimal"),
            Volatile.Read(ref working) == (exchange.Document == EndpointDocument.TaskStats ? "stats" : "task") ? "200 OK" : "404 Not Found"));
        using var client = Client(server);
        var source = Source(client, timeToLive: TimeSpan.Zero);
        foreach (var (state, expected) in new[] { ("none", false), ("stats", false), ("none", false), ("task", true), ("none", true) })
        {
            Volatile.Write(ref working, state);
            Assert.False((await source.ReadAsync(Forever, Stop)).IsUp);
            Assert.Equal(expected, source.WasRead);
        }
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("200 OK")]
    [InlineData("404 Not Found")]
    public async Task LatestAge_AfterAReading_IsTheTimeSince(string status)
    {
        await using RawServer server = new(exchange =>
            exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"), status));
        using var client = Client(server);
        var source = Source(client);
        Assert.Null(source.LatestAge);
        _ = await source.ReadAsync(Forever, Stop);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.FromMinutes(3), source.LatestAge);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task ReadAnew_SnapshotIsYoung_WaitsForTheTimeToLiveAndAsksAgain()
    {
        await using var server = RawServer.Of("minimal");
        using var client = Client(server);
        var source = Source(client);
        var first = await source.ReadAsync(Forever, Stop);
        _time.Advance(TimeToLive / 4);

        var anew = source.ReadAnewAsync(Timeout, Stop);
        await _time.TimerSetAsync(TimeToLive * 0.75).WaitAsync(Stop);
        Assert.False(anew.IsCompleted);
        _time.Advance(TimeToLive * 0.75);

        Assert.NotSame(first, await anew);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task ReadAnew_SnapshotIsOld_AsksAtOnce()
    {
        await using var server = RawServer.Of("minimal");
        using var client = Client(server);
        var source = Source(client);
        var first = await source.ReadAsync(Forever, Stop);
        _time.Advance(TimeToLive);

        Assert.NotSame(first, await source.ReadAnewAsync(Timeout, Stop));
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task ReadAnew_TimeToLiveIsLongerThanTheWait_GivesTheLatest()
    {
        await using var server = RawServer.Of("minimal");
        using var client = Client(server);
        var source = Source(client, timeToLive: TimeSpan.FromHours(1));
        var first = await source.ReadAsync(Forever, Stop);

        Assert.Same(first, await source.ReadAnewAsync(Timeout, Stop));
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task ReadAnew_ReadIsRunning_LetsItEndAndAsksAgain()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async exchange =>
        {
            await go.Task;
            await exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"));
        });
        using var client = Client(server);
        var source = Source(client, timeToLive: TimeSpan.Zero);
        var running = source.ReadAsync(Forever, Stop);
        var anew = source.ReadAnewAsync(Timeout, Stop);
        go.SetResult();

        Assert.NotSame(await running, await anew);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_BothDocuments_AreAskedInParallel()
    {
        // Each request is answered only when the other request has arrived too.
        using SemaphoreSlim task = new(0);
        using SemaphoreSlim stats = new(0);
        await using RawServer server = new(async exchange =>
        {
            _ = (exchange.Document == EndpointDocument.TaskStats ? stats : task).Release();
            await (exchange.Document == EndpointDocument.TaskStats ? task : stats).WaitAsync(Stop);
            await exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"));
        });
        using var client = Client(server);
        Assert.True((await Source(client).ReadAsync(Forever, Stop)).IsUp);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_HundredScrapesAtOnce_AreTwoRequests()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async exchange =>
        {
            await go.Task;
            await exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"));
        });
        using var client = Client(server);
        var source = Source(client, timeToLive: TimeSpan.Zero);

        // All hundred scrapes wait before the first is answered. The tuple prevents Task.Run from awaiting the scrape.
        var scrapes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => (Snapshot: source.ReadAsync(Forever, Stop), 0), Stop)));
        go.SetResult();
        var snapshots = await Task.WhenAll(scrapes.Select(scrape => scrape.Snapshot));
        Assert.Single(snapshots.Distinct());
        Assert.True(snapshots[0].IsUp);
        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("200 OK", true)]
    [InlineData("404 Not Found", false)]
    public async Task Read_WithinTheTimeToLive_IsTheSameSnapshot(string status, bool up)
    {
        await using RawServer server = new(exchange =>
            exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"), status));
        using var client = Client(server);
        var source = Source(client);
        var first = await source.ReadAsync(Forever, Stop);
        Assert.Equal(up, first.IsUp);
        _time.Advance(TimeToLive - TimeSpan.FromTicks(1));
        Assert.Same(first, await source.ReadAsync(Forever, Stop));
        Assert.Equal(Documents, server.Heads.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.NotSame(first, await source.ReadAsync(Forever, Stop));
        Assert.Equal(2 * Documents, server.Heads.Count);
        Assert.Equal(up ? 0 : 2, source.Errors[EndpointDocument.Task, FailureReason.Http4xx]);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_OneDocumentFails_TheOtherIsStillThere(bool statsFail)
    {
        await using RawServer server = new(exchange =>
            exchange.Document == EndpointDocument.TaskStats == statsFail
                ? exchange.AnswerAsync("\"no\"", "429 Too Many Requests")
                : exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal")));
        using var client = Client(server);
        var source = Source(client);
        var snapshot = await source.ReadAsync(Forever, Stop);
        Assert.False(snapshot.IsUp);
        Assert.Equal((statsFail, !statsFail), (snapshot.StateOf(EndpointDocument.Task).IsUp, snapshot.StateOf(EndpointDocument.TaskStats).IsUp));
        Assert.Equal(statsFail, snapshot.Task is not null);
        Assert.Equal(statsFail ? 1 : 0, snapshot.Containers.Length);
        Assert.Equal(statsFail ? 0 : 1, source.Errors[EndpointDocument.Task, FailureReason.Http429]);
        Assert.Equal(statsFail ? 1 : 0, source.Errors[EndpointDocument.TaskStats, FailureReason.Http429]);
        var name = statsFail ? "task_stats" : "task";
        Assert.Equal(
            [$"Warning: Task metadata endpoint is failing; endpoint={name}; reason=http_429; err=unexpected status 429"], _log.Lines);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_OneDocumentNeverComes_TheOtherIsThereAtTheDeadline()
    {
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RawServer server = new(async exchange =>
        {
            if (exchange.Document == EndpointDocument.TaskStats)
            {
                await exchange.ClientGoneAsync();
                return;
            }

            await exchange.AnswerAsync(Payload.Task("minimal"));
            answered.SetResult();
        });
        using var client = Client(server);
        var source = Source(client);
        var reading = source.ReadAsync(Forever, Stop);
        await answered.Task.WaitAsync(Stop);

        // The document that has arrived is read when only the timer of the other document is left.
        await TestWait.UntilAsync(() => _time.Timers == 1, Stop);
        _time.Advance(Timeout);
        var snapshot = await reading;
        Assert.Equal((true, false), (snapshot.StateOf(EndpointDocument.Task).IsUp, snapshot.StateOf(EndpointDocument.TaskStats).IsUp));
        Assert.Equal(FailureReason.Timeout, snapshot.StateOf(EndpointDocument.TaskStats).Failure?.Reason);
        Assert.Single(snapshot.Containers);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_FailingThenWorking_WarnsAndInformsOncePerDocument()
    {
        var status = "404 Not Found";
        await using RawServer server = new(exchange =>
            exchange.AnswerAsync(Payload.Of(exchange.Document, "minimal"), Volatile.Read(ref status)));
        using var client = Client(server);
        var source = Source(client, timeToLive: TimeSpan.Zero);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await source.ReadAsync(Forever, Stop)).StateOf(EndpointDocument.Task).LastSuccess);
        }

        Volatile.Write(ref status, "200 OK");
        _ = await source.ReadAsync(Forever, Stop);
        var recoveredAt = Timestamp.From(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(1));
        Volatile.Write(ref status, "404 Not Found");
        var last = await source.ReadAsync(Forever, Stop);
        Assert.Equal(recoveredAt, last.StateOf(EndpointDocument.Task).LastSuccess);
        Assert.Equal(recoveredAt, last.StateOf(EndpointDocument.TaskStats).LastSuccess);
        Assert.Equal(
            ["Warning task,task_stats", "Information task,task_stats", "Warning task,task_stats"],
            _log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).Select(
                line => $"{line.Split(':')[0]} {line.Split("endpoint=")[1].Split(';')[0]}"));
        Assert.Equal(4, source.Errors[EndpointDocument.Task, FailureReason.Http4xx]);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_SamePayloadWithAnomaliesAgain_LogsEachKindOnce()
    {
        await using var server = RawServer.Of("wrong-types");
        Anomalies anomalies = new(_log);
        using TaskMetadataClient client = new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), anomalies, _time);
        var source = Source(client, timeToLive: TimeSpan.Zero);
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await source.ReadAsync(Forever, Stop)).IsUp);
        }

        Assert.Equal(8, _log.Lines.Count);
        Assert.Equal(_log.Lines.Distinct().Count(), _log.Lines.Count);
        Assert.Equal(18, anomalies[AnomalyKind.MalformedCpu]);
    }

    private TaskMetadataClient Client(RawServer server) => new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), new Anomalies(_log), _time);

    private SnapshotSource Source(TaskMetadataClient? client, TimeSpan? timeToLive = null) =>
        new(client, new SnapshotSourceOptions(timeToLive ?? TimeToLive, ContainerSelection.Default), _time, _log);
}
