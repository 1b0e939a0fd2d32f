// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Logging;

namespace EcsExporter.Server.Tests.Push;

public sealed class PusherTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly FakeTime _time = new();
    private readonly LogCapture _log;
    private volatile string _names = "a";
    private volatile string? _taskId = "task";

    public PusherTests() => _log = new LogCapture(time: _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_ThenEachInterval_DeliversAReading()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        using var pusher = Create(server);
        var readings = 0;
        pusher.Start(() => readings++);
        Assert.Equal("a up", TestSamples.Describe(await server.NextAsync()));
        await DeliveredAsync(pusher, 1);
        await AdvanceToNextReadingAsync(isFirst: true);
        Assert.Equal("a up", TestSamples.Describe(await server.NextAsync()));
        await DeliveredAsync(pusher, 2);
        _names = "b";

        await AdvanceToNextReadingAsync();

        Assert.Equal("b up -a", TestSamples.Describe(await server.NextAsync()));
        await pusher.StopAsync(Token);
        Assert.Equal(["b up", "-b -up"], server.Rest().Select(TestSamples.Describe));
        Assert.Equal((5, 0), (pusher.Counters.Delivered, pusher.QueueLength));
        Assert.Equal(3, readings);
        Assert.Equal(_time.GetUtcNow(), pusher.State.Now.LastSuccess);
    }

    [Theory]
    [InlineData(null, "task", "task")]
    [InlineData(null, null, "fallback")]
    [InlineData("given", "task", "given")]
    public async Task Start_Instance_IsTheOneOfTheFirstReadingForGood(string? given, string? taskId, string expected)
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        _taskId = taskId;
        using var pusher = Create(server, options => options with { Instance = given, FallbackInstance = "fallback", Job = "job" });
        pusher.Start();
        var first = await server.NextAsync();
        _taskId = "another";

        await pusher.StopAsync(Token);

        Assert.All([first, .. server.Rest()], request => Assert.All(
            PushedSeries.OfRemoteWrite(request.Body), series => Assert.Contains($"instance={expected}\u0001job=job", series.Labels, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StopAsync_LastReading_IsFollowedByTheEndOfEverySeriesAMillisecondLater()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();
        _names = "a last";

        await pusher.StopAsync(Token);

        var requests = server.Rest().Select(request => PushedSeries.OfRemoteWrite(request.Body)).ToList();
        Assert.Equal([3, 3], requests.Select(request => request.Count));
        Assert.All(requests[1], series => Assert.True(series.IsStale));
        Assert.Equal(requests[0].Select(series => series.Labels), requests[1].Select(series => series.Labels));
        Assert.Equal(requests[0][0].Milliseconds + 1, requests[1][0].Milliseconds);
    }

    [Fact]
    public async Task StopAsync_ReceiverThatHangs_EndsAtTheShutdownTimeout()
    {
        await using var server = new ScriptedReceiver(static request => request.HangAsync());
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();

        var stopping = pusher.StopAsync(Token);
        await Poll.UntilAsync("the last readings wait", () => pusher.QueueLength == 3);
        _time.Advance(TimeSpan.FromMilliseconds(4999));
        Assert.False(stopping.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await stopping.WaitAsync(Poll.Timeout, Token);

        Assert.Equal(3, pusher.Counters.Dropped(DropReason.Shutdown));
        Assert.EndsWith(
            "level=WARN source=ecs_exporter msg=\"The last readings were not delivered in time\" readings=3 timeout=5s",
            _log.Lines[^1],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopAsync_DeliveryWaitsForARetry_TriesAtOnceAndDeliversEverything()
    {
        await using var server = ScriptedReceiver.Of(
            "HTTP/1.1 429 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n", ScriptedReceiver.Accepted);
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();
        await _time.TimerSetAsync(TimeSpan.FromSeconds(60)).WaitAsync(Token);
        _names = "last";

        await pusher.StopAsync(Token);

        Assert.Equal(["a up", "last up -a", "-last -up"], server.Rest().Select(TestSamples.Describe));
        Assert.Equal(0, pusher.Counters.Dropped(DropReason.Shutdown));
    }

    [Fact]
    public async Task StopAsync_RequestHangs_LeavesHalfOfTheTimeToTheLastReading()
    {
        var isFirst = true;
        await using var server = new ScriptedReceiver(request =>
        {
            var hangs = isFirst;
            isFirst = false;
            return hangs ? request.HangAsync() : request.AnswerAsync(ScriptedReceiver.Accepted);
        });
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();
        _names = "last";

        var stopping = pusher.StopAsync(Token);
        await Poll.UntilAsync("the last readings wait", () => pusher.QueueLength == 3);
        _time.Advance(TimeSpan.FromSeconds(2.5));
        await Poll.UntilAsync("a retry is near", () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return stopping.IsCompleted;
        });

        await stopping;
        Assert.Equal(["a up", "last up -a", "-last -up"], server.Rest().Select(TestSamples.Describe));
    }

    [Fact]
    public async Task Start_OtlpReceiverRejectsSamples_CountsTheReadingAsRefused()
    {
        byte[] partly = [0x0a, 0x0b, 0x08, 0x01, 0x12, 0x07, .. "too old"u8];
        await using var server = new ScriptedReceiver(request => request.AnswerAsync(
            (ReadOnlyMemory<byte>)(byte[])[.. System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {partly.Length}\r\n\r\n"), .. partly]));
        using var pusher = Create(server, static options => options with { Protocol = ProtocolKind.Otlp });
        pusher.Start();

        await Poll.UntilAsync("the reading is refused", () => pusher.Counters.Dropped(DropReason.Refused) == 1);

        Assert.Equal((0, 1, 1), (pusher.Counters.Delivered, pusher.Counters.Rejected, pusher.Counters.Samples));
        Assert.Equal("the receiver rejected 1 of 2 samples: too old", pusher.State.Now.LastError);
        Assert.Null(pusher.State.Now.LastSuccess);
    }

    [Fact]
    public async Task StopAsync_AtOnce_CountsWhatIsLeft()
    {
        await using var server = new ScriptedReceiver(static request => request.HangAsync());
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();

        await pusher.StopAsync(new CancellationToken(canceled: true));

        Assert.True(pusher.Counters.Dropped(DropReason.Shutdown) > 0);
        Assert.Contains(_log.Lines, static line => line.Contains("The last readings were not delivered in time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAsync_LastReading_IsAskedForAnewAndTheOthersAreNot()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        var asked = new System.Collections.Concurrent.ConcurrentQueue<(TimeSpan Wait, bool IsLast)>();
        using var pusher = new Pusher(
            new PusherOptions(new ReceiverOptions(server.Url)),
            (wait, isLast, _) =>
            {
                asked.Enqueue((wait, isLast));
                return Task.FromResult(new PushScrape("task", TestSamples.Of("a")));
            },
            _time,
            _log.Logger());
        pusher.Start();
        _ = await server.NextAsync();

        await pusher.StopAsync(Token);

        Assert.Equal([(TimeSpan.MaxValue, false), (TimeSpan.FromSeconds(2.5), true)], asked);
    }

    [Fact]
    public async Task StopAsync_EndpointThatHangs_EndsAtTheShutdownTimeout()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        using var pusher = new Pusher(
            new PusherOptions(new ReceiverOptions(server.Url)),
            static async (_, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException();
            },
            _time,
            _log.Logger());
        pusher.Start();

        var stopping = pusher.StopAsync(Token);
        while (!stopping.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await stopping;
        Assert.Equal(0, pusher.Counters.Delivered);
    }

    [Fact]
    public async Task Start_OutageOfTenMinutes_DeliversEveryReadingInOrderAfterwards()
    {
        var isAway = true;
        await using var server = new ScriptedReceiver(request => request.AnswerAsync(
            Volatile.Read(ref isAway) ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n" : ScriptedReceiver.Accepted));
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();
        for (var readings = 2; readings <= 41; readings++)
        {
            _names = $"{readings}";
            await _time.TimerSetAsync(RetryDelay.Of(readings - 1, null)).WaitAsync(Token);
            await AdvanceToNextReadingAsync(isFirst: readings == 2);
        }

        await _time.TimerSetAsync(RetryDelay.Longest).WaitAsync(Token);
        Assert.Equal((41, 40), (pusher.QueueLength, pusher.Counters.Retries));
        Volatile.Write(ref isAway, false);
        _time.Advance(RetryDelay.Longest);
        await DeliveredAsync(pusher, 41);

        Assert.Equal((41, 0), (pusher.Counters.Delivered, pusher.Counters.Dropped(DropReason.QueueFull)));
        Assert.Equal(
            ["a up", "2 up -a", .. Enumerable.Range(3, 39).Select(number => $"{number} up -{number - 1}")],
            server.Rest().TakeLast(41).Select(TestSamples.Describe));
        Assert.Equal(["INFO", "WARN", "INFO"], _log.Lines.Select(line => line.Split(' ')[1]["level=".Length..]));
    }

    [Fact]
    public async Task Start_OutageLongerThanTheQueue_DropsTheOldestAndEndsWhatTheReceiverMayHave()
    {
        var isAway = false;
        await using var server = new ScriptedReceiver(request => request.AnswerAsync(
            Volatile.Read(ref isAway) ? "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n" : ScriptedReceiver.Accepted));
        using var pusher = Create(server, options => options with { MaxReadings = 2 });
        pusher.Start();
        _ = await server.NextAsync();
        await DeliveredAsync(pusher, 1);
        Volatile.Write(ref isAway, true);
        for (var readings = 2; readings <= 6; readings++)
        {
            _names = $"{readings}";
            await AdvanceToNextReadingAsync(isFirst: readings == 2);
            await Poll.UntilAsync("the reading waits", () => pusher.QueueLength == Math.Min(2, readings - 1));
        }

        Volatile.Write(ref isAway, false);
        await DrainAsync(pusher);

        var sent = server.Rest().Select(TestSamples.Describe).ToList();
        Assert.Equal("6 up -5", sent[^1]);
        Assert.Equal(6, pusher.Counters.Delivered + pusher.Counters.Dropped(DropReason.QueueFull));
        Assert.Equal(3, pusher.Counters.Delivered);
    }

    [Fact]
    public async Task Start_ReadingThatFails_IsLoggedOnceCountedAndNotTheEnd()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        var reads = 0;
        using var pusher = new Pusher(
            new PusherOptions(new ReceiverOptions(server.Url)) { MaxBytes = static () => 400 },
            (_, _, _) => Interlocked.Increment(ref reads) switch
            {
                1 or 2 => throw new InvalidOperationException("mistake"),
                3 => Task.FromResult(new PushScrape("task", TestSamples.Of(new string('x', 1000)))),
                _ => Task.FromResult(new PushScrape("task", TestSamples.Of("a"))),
            },
            _time,
            _log.Logger());
        pusher.Start();

        for (var failed = 1; failed <= 3; failed++)
        {
            await Poll.UntilAsync("the reading has failed", () => Failed(pusher) == failed);
            await AdvanceToNextReadingAsync(isFirst: failed == 3);
        }

        _ = await server.NextAsync();

        Assert.Equal((2, 1), (pusher.Counters.Dropped(DropReason.Failed), pusher.Counters.Dropped(DropReason.TooLarge)));
        Assert.Single(_log.Lines,
            line => line.Contains("level=ERROR source=ecs_exporter msg=\"Cannot collect a reading to push\"", StringComparison.Ordinal));
        await pusher.StopAsync(Token);
    }

    [Theory]
    [InlineData(ScriptedReceiver.Accepted, "Accepted", "", 1)]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 6\r\n\r\ndenied", "Refused", "the receiver answered 403: denied", 0)]
    [InlineData("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "Retry", "the receiver answered 503", 0)]
    public async Task PushOnceAsync_Answer_IsReturnedAfterOneRequest(string answer, string kind, string words, int delivered)
    {
        await using var server = ScriptedReceiver.Of(answer);
        using var pusher = Create(server);

        var result = await pusher.PushOnceAsync(Token);

        Assert.Equal((kind, words), ($"{result?.Kind}", result?.Words));
        Assert.Equal((1, delivered), (server.Rest().Count, pusher.Counters.Delivered));
    }

    [Fact]
    public async Task Families_OfAPusher_HaveWhatItCounted()
    {
        await using var server = ScriptedReceiver.Of("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n", ScriptedReceiver.Accepted);
        using var pusher = Create(server);
        pusher.Start();
        _ = await server.NextAsync();
        await pusher.StopAsync(Token);

        var text = string.Join('\n',
            PushPayloads.Text(new MetricRegistry<PushFigures>([.. PushFigures.Families()], []), pusher.Read()).Select(sample => $"{sample}"));

        Assert.Equal(
            $"""
            ecs_exporter_push_bytes_total{"{}"} {pusher.Counters.Bytes}
            ecs_exporter_push_last_success_timestamp_seconds{"{}"} {FakeTime.Start.ToUnixTimeMilliseconds() / 1000.0}
            ecs_exporter_push_queue_length{"{}"} 0
            ecs_exporter_push_readings_delivered_total{"{}"} 2
            ecs_exporter_push_readings_dropped_total{"{"}reason="failed"{"}"} 0
            ecs_exporter_push_readings_dropped_total{"{"}reason="queue_full"{"}"} 0
            ecs_exporter_push_readings_dropped_total{"{"}reason="refused"{"}"} 1
            ecs_exporter_push_readings_dropped_total{"{"}reason="shutdown"{"}"} 0
            ecs_exporter_push_readings_dropped_total{"{"}reason="too_large"{"}"} 0
            ecs_exporter_push_request_duration_seconds{"{}"} 0
            ecs_exporter_push_retries_total{"{}"} 0
            ecs_exporter_push_samples_rejected_total{"{}"} 0
            ecs_exporter_push_samples_total{"{}"} 4
            """,
            text);
    }

    public void Dispose() => _log.Dispose();

    private Pusher Create(ScriptedReceiver server, Func<PusherOptions, PusherOptions>? change = null)
    {
        var options = new PusherOptions(new ReceiverOptions(server.Url)) { Interval = Interval };
        return new Pusher(
            change is null ? options : change(options),
            (_, _, _) => Task.FromResult(new PushScrape(_taskId, TestSamples.Of(_names.Split(' ')))),
            _time,
            _log.Logger());
    }

    private static long Failed(Pusher pusher) => pusher.Counters.Dropped(DropReason.Failed) + pusher.Counters.Dropped(DropReason.TooLarge);

    /// <summary>The clock must not move while an answer is under way: the request would time out.</summary>
    private static Task DeliveredAsync(Pusher pusher, int readings) =>
        Poll.UntilAsync("the answer has arrived", () => pusher.Counters.Delivered == readings && pusher.QueueLength == 0);

    private async Task AdvanceToNextReadingAsync(bool isFirst = false)
    {
        // The first delay depends on the instance.
        var delay = isFirst ? new PushSchedule(Interval, "task", _time).NextDelay() : Interval;
        await _time.TimerSetAsync(delay).WaitAsync(Token);
        _time.Advance(delay);
    }

    /// <summary>Lets the waits before retries pass until nothing is left.</summary>
    private Task DrainAsync(Pusher pusher) => Poll.UntilAsync("nothing is left", () =>
    {
        if (pusher.QueueLength == 0)
        {
            return true;
        }

        _time.Advance(TimeSpan.FromMilliseconds(50));
        return false;
    });
}
