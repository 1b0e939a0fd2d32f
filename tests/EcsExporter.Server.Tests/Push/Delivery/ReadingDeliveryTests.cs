// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using EcsExporter.Server.Tests.Logging;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class ReadingDeliveryTests : IAsyncDisposable
{
    private const string Accepted = ScriptedReceiver.Accepted;
    private const string Unavailable = "HTTP/1.1 503 No\r\nContent-Length: 3\r\n\r\nlow\r\n";
    private const string BadRequest = "HTTP/1.1 400 Bad\r\nContent-Length: 10\r\n\r\nout of ord";
    private const string Forbidden = "HTTP/1.1 403 Forbidden\r\nDate: Sun, 22 Nov 2026 09:06:46 GMT\r\nContent-Length: 3\r\n\r\nwho";

    private readonly FakeTime _time = new();
    private readonly LogCapture _log;
    private readonly PushCounters _counters = new();
    private readonly ReadingBuilder _builder = new(TestSamples.Identity, static () => 100_000);
    private Receiver? _receiver;

    public ReadingDeliveryTests() => _log = new LogCapture(time: _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string[], string[], string[]> Sequences => new()
    {
        // The series of each reading, the receiver's answers, and the requests.
        { ["a b", "a b"], [Accepted], ["a b up", "a b up"] },
        { ["a b", "b"], [Accepted], ["a b up", "b up -a"] },
        { ["a b", "b", "b"], [Accepted], ["a b up", "b up -a", "b up"] },
        { ["a", "b", "a"], [Accepted], ["a up", "b up -a", "a up -b"] },
        { ["a", "b"], [BadRequest], ["a up", "b up -a"] },
        { ["a", "b", "c"], [Accepted, BadRequest, Accepted], ["a up", "b up -a", "c up -a -b"] },
        { ["a", "b", "c", "c"], [Accepted, BadRequest, Accepted], ["a up", "b up -a", "c up -a -b", "c up"] },
        { ["a", "b", "a"], [Accepted, BadRequest, Accepted], ["a up", "b up -a", "a up -b"] },
        { ["a", ""], [Accepted], ["a up", "up -a"] },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public async Task DeliverAsync_SeriesThatEnd_AreEndedOnceEvenAfterARefusal(string[] readings, string[] answers, string[] sent)
    {
        await using var server = ScriptedReceiver.Of(answers);
        var delivery = Delivery(server);

        foreach (var reading in readings)
        {
            _ = await delivery.DeliverAsync(Reading(reading), Always, Token);
        }

        Assert.Equal(sent, server.Rest().Select(TestSamples.Describe));
    }

    [Fact]
    public async Task DeliverAsync_ReadingGivenUpInARetry_LeavesItsSeriesToTheNextOne()
    {
        await using var server = ScriptedReceiver.Of(Accepted, Unavailable, Accepted);
        var delivery = Delivery(server);
        Assert.Null(await delivery.DeliverAsync(Reading("a"), Always, Token));

        Assert.Equal(DropReason.QueueFull, await delivery.DeliverAsync(Reading("b"), static () => false, Token));
        Assert.Null(await delivery.DeliverAsync(Reading("c"), Always, Token));

        Assert.Equal(["a up", "b up -a", "c up -a -b"], server.Rest().Select(TestSamples.Describe));
    }

    [Fact]
    public async Task DeliverAsync_ReceiverThatFails_IsAskedAgainAfterLongerAndLongerWaits()
    {
        await using var server = ScriptedReceiver.Of([.. Enumerable.Repeat(Unavailable, 10), Accepted]);
        var delivering = Delivery(server).DeliverAsync(Reading("a"), Always, Token);

        foreach (var milliseconds in new[] { 30, 60, 120, 240, 480, 960, 1920, 3840, 5000, 5000 })
        {
            var delay = TimeSpan.FromMilliseconds(milliseconds);
            await _time.TimerSetAsync(delay).WaitAsync(Token);
            _time.Advance(delay);
        }

        Assert.Null(await delivering);
        var requests = server.Rest();
        Assert.Equal(11, requests.Count);
        Assert.All(requests, request => Assert.Equal(requests[0].Body, request.Body));
        Assert.Equal((10, 1, 2), (_counters.Retries, _counters.Delivered, _counters.Samples));
    }

    [Theory]
    [InlineData("Retry-After: 20", 20)]
    [InlineData("Retry-After: 86400", 60)]
    [InlineData("Retry-After: Sun, 22 Nov 2026 08:07:16 GMT\r\nDate: Sun, 22 Nov 2026 08:06:56 GMT", 20)]
    public async Task DeliverAsync_RetryAfter_IsHeededUpToAMinute(string headers, int seconds)
    {
        await using var server = ScriptedReceiver.Of($"HTTP/1.1 429 No\r\n{headers}\r\nContent-Length: 0\r\n\r\n", Accepted);
        var delivering = Delivery(server).DeliverAsync(Reading("a"), Always, Token);

        await _time.TimerSetAsync(TimeSpan.FromSeconds(seconds)).WaitAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Null(await delivering);
    }

    [Fact]
    public async Task DeliverAsync_LargeReading_GoesOnAfterARefusedRequest()
    {
        await using var server = ScriptedReceiver.Of(Accepted, BadRequest, Accepted, Accepted);
        var names = string.Join(' ', Enumerable.Range(0, 5000));
        var builder = new ReadingBuilder(TestSamples.Identity, static () => int.MaxValue);

        var reason = await Delivery(server).DeliverAsync(builder.Build(TestSamples.Of(names.Split(' ')), _time.GetUtcNow()), Always, Token);

        Assert.Equal(DropReason.Refused, reason);
        Assert.Equal([2000, 2000, 1001], server.Rest().Select(request => PushedSeries.OfRemoteWrite(request.Body).Count));
        Assert.Equal((0, 3001), (_counters.Delivered, _counters.Samples));
    }

    [Theory]
    [InlineData(new[] { Accepted, Accepted }, new int[0], "")]
    [InlineData(new[] { Unavailable, Accepted, Accepted }, new[] { 30 }, "")]
    [InlineData(new[] { Unavailable, Unavailable, Unavailable, Accepted, Accepted }, new[] { 30, 60, 120 }, "WARN INFO")]
    [InlineData(new[] { BadRequest, Accepted, Accepted }, new int[0], "WARN INFO")]
    [InlineData(new[] { BadRequest, BadRequest }, new int[0], "WARN")]
    public async Task DeliverAsync_FailuresAndSuccesses_AreLoggedOnceEach(string[] answers, int[] delays, string levels)
    {
        await using var server = ScriptedReceiver.Of(answers);
        var delivery = Delivery(server);

        var first = delivery.DeliverAsync(Reading("a"), Always, Token);
        foreach (var delay in delays.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)))
        {
            await _time.TimerSetAsync(delay).WaitAsync(Token);
            _time.Advance(delay);
        }

        _ = await first;
        _ = await delivery.DeliverAsync(Reading("a"), Always, Token);

        Assert.Equal(levels, string.Join(' ', _log.Lines.Select(line => line.Split(' ')[1]["level=".Length..])));
        Assert.All(_log.Lines, line => Assert.Contains($"receiver={server.Url.Authority}", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeliverAsync_RefusedRequest_IsLoggedWithTheReceiversWordsAndNoUrl()
    {
        await using var server = ScriptedReceiver.Of("HTTP/1.1 404 Not Found\r\nContent-Length: 43\r\n\r\nno /secret-path/api/v1/write?key=hidden-key");

        Assert.Equal(DropReason.Refused, await Delivery(server).DeliverAsync(Reading("a"), Always, Token));

        Assert.EndsWith(
            $"level=WARN source=ecs_exporter msg=\"Delivery of metrics is failing\" receiver={server.Url.Authority} err=\"the receiver answered 404: no ***\"",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, new[] { Forbidden, Accepted }, "", 2, 1)]
    [InlineData(true, new[] { Forbidden, Forbidden, Accepted }, "Refused ", 3, 1)]
    [InlineData(true, new[] { Forbidden, Accepted, Forbidden, Accepted }, " ", 4, 2)]
    [InlineData(true, new[] { Forbidden }, "Refused Refused Refused", 4, 1)]
    [InlineData(false, new[] { Forbidden }, "Refused Refused", 2, 1)]
    public async Task DeliverAsync_Forbidden_RenewsTheCredentialsOnceUntilItWorks(bool renews, string[] answers, string reasons, int requests, int renewals)
    {
        await using var server = ScriptedReceiver.Of(answers);
        var authorizer = new RenewableAuthorizer(renews);
        var delivery = Delivery(server, new ReceiverOptions(server.Url) { Authorizer = authorizer });

        foreach (var reason in reasons.Split(' '))
        {
            Assert.Equal(reason, $"{await delivery.DeliverAsync(Reading("a"), Always, Token)}");
        }

        Assert.Equal((requests, renewals), (server.Rest().Count, authorizer.Renewals));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 6, 46, TimeSpan.Zero), authorizer.ReceiverTime);
    }

    public async ValueTask DisposeAsync()
    {
        _receiver?.Dispose();
        _log.Dispose();
        await ValueTask.CompletedTask;
    }

    private static bool Always() => true;

    private Reading Reading(string names) => _builder.Build(TestSamples.Of(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)), _time.GetUtcNow());

    private ReadingDelivery Delivery(ScriptedReceiver server, ReceiverOptions? options = null)
    {
        var protocol = new RemoteWriteProtocol();
        _receiver = new Receiver(options ?? new ReceiverOptions(server.Url), protocol, _time);
        var state = new DeliveryState(_receiver.Host, _time, _log.Logger());
        return new ReadingDelivery(_receiver, protocol, _counters, state, static () => 100_000, _time);
    }

    private sealed class RenewableAuthorizer(bool renews) : IRequestAuthorizer
    {
        public int Renewals { get; private set; }

        public DateTimeOffset? ReceiverTime { get; private set; }

        public ValueTask AuthorizeAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<bool> RenewAsync(DateTimeOffset? receiverTime, CancellationToken cancellationToken)
        {
            Renewals++;
            ReceiverTime = receiverTime;
            return ValueTask.FromResult(renews);
        }
    }
}
