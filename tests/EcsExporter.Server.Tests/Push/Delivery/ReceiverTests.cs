// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Fuzz;
using EcsExporter.Server.Push.Delivery;
using EcsExporter.Server.Push.Protocols;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class ReceiverTests
{
    private static readonly PushRequest Request = new("body"u8.ToArray(), 2);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Answers => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Accepted", "" },
        { "HTTP/1.1 204 No Content\r\n\r\n", "Accepted", "" },
        { "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nlater", "Accepted", "" },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "Accepted", "" },
        { "HTTP/1.0 200 OK\r\n\r\n", "Accepted", "" },
        { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", "Refused", "the receiver answered 101" },
        { "HTTP/1.1 301 Moved Permanently\r\nLocation: http://127.0.0.1:1/elsewhere\r\nContent-Length: 0\r\n\r\n", "Refused", "the receiver answered 301" },
        { "HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 4\r\n\r\nmove", "Refused", "the receiver answered 307: move" },
        { "HTTP/1.1 400 Bad Request\r\nContent-Length: 19\r\n\r\nout of order sample", "Refused", "the receiver answered 400: out of order sample" },
        { "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n", "Refused", "the receiver answered 401" },
        { "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "Refused", "the receiver answered 403" },
        { "HTTP/1.1 404 Not Found\r\nContent-Length: 38\r\n\r\nno /secret-path/api/v1/write on server",
            "Refused", "the receiver answered 404: no *** on server" },
        { "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n", "Refused", "the receiver answered 413" },
        { "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nslow", "Retry", "the receiver answered 429: slow" },
        { "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops", "Retry", "the receiver answered 500: oops" },
        { "HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnot\r\n4\r\n now\r\n0\r\n\r\n",
            "Retry", "the receiver answered 503: not now" },
        { "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 100\r\n\r\ncut", "Retry", "the receiver answered 500: cut" },
        { "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "Retry", "the receiver answered 999" },
        { "HTTP/1.1 20 Short\r\n\r\n", "Retry", "the answer is not valid HTTP" },
        { "SSH-2.0-OpenSSH_9.2\r\n", "Retry", "the answer is not valid HTTP" },
        { "\u0016\u0003\u0001\u0002\0\u0001", "Retry", "the connection closed before the answer was complete" },
        { "HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n", "Accepted", "" },
        { "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "Retry", "the answer is not valid HTTP" },
        { $"HTTP/1.1 200 OK\r\nX: {new string('x', 20_000)}\r\n\r\n", "Retry", "the answer's headers are too large" },
        { "HTTP/1.1 200 OK\r\nContent-", "Retry", "the connection closed before the answer was complete" },
        { "", "Retry", "the connection closed before the answer was complete" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task SendAsync_Answer_SaysWhatFollows(string answer, string kind, string words)
    {
        await using var server = new ScriptedReceiver(async request =>
        {
            await request.AnswerAsync(answer);
            request.Close();
        });
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        var result = await receiver.SendAsync(Request, Token);

        Assert.Equal((kind, words), (result.Kind.ToString(), result.Words));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task SendAsync_Request_HasTheHeadersOfTheProtocolAndNothingElse()
    {
        await using var server = ScriptedReceiver.Of(ScriptedReceiver.Accepted);
        var options = new ReceiverOptions(server.Url) { UserAgent = "ecs_exporter/1.2.3", Headers = [new("X-Scope-OrgID", "tenant")] };
        using var receiver = new Receiver(options, new RemoteWriteProtocol(), TimeProvider.System);

        _ = await receiver.SendAsync(Request, Token);

        var request = await server.NextAsync();
        Assert.Equal(
            [
                "POST /secret-path/api/v1/write?key=hidden-key HTTP/1.1", "Content-Encoding: snappy", "Content-Length: 4",
                "Content-Type: application/x-protobuf",
                $"Host: {server.Url.Authority}", "User-Agent: ecs_exporter/1.2.3", "X-Prometheus-Remote-Write-Version: 0.1.0", "X-Scope-OrgID: tenant",
            ],
            request.Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
                .Order(Comparer<string>.Create((a, b) => b.StartsWith("POST", StringComparison.Ordinal)
                    .CompareTo(a.StartsWith("POST", StringComparison.Ordinal)))));
        Assert.Equal("body"u8.ToArray(), request.Body);
    }

    [Fact]
    public async Task SendAsync_ManyRequests_ShareAConnection()
    {
        await using var server = ScriptedReceiver.Of("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", "HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno");
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        for (var i = 0; i < 5; i++)
        {
            _ = await receiver.SendAsync(Request, Token);
        }

        Assert.Equal(1, server.Connections);
    }

    public static TheoryData<string> Hangs => new()
    {
        "",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 100 Continue\r\n\r\n",
    };

    [Theory]
    [MemberData(nameof(Hangs))]
    public async Task SendAsync_ReceiverThatHangs_EndsAtTheTimeout(string beginning)
    {
        var time = new FakeTime();
        await using var server = new ScriptedReceiver(async request =>
        {
            await request.AnswerAsync(beginning);
            await request.HangAsync();
        });
        using var receiver = new Receiver(new ReceiverOptions(server.Url) { Timeout = Timeout }, new RemoteWriteProtocol(), time);

        var sending = receiver.SendAsync(Request, Token);
        _ = await server.NextAsync();
        time.Advance(Timeout - TimeSpan.FromMilliseconds(1));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new Answer(AnswerKind.Retry, "no answer within 10 s") { Failure = FailureKind.Timeout }, await sending);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "Accepted", "")]
    [InlineData("HTTP/1.1 400 Bad Request", "Refused", "the receiver answered 400: slow")]
    public async Task SendAsync_BodyThatHangs_TheStatusCountsAtTheTimeout(string status, string kind, string words)
    {
        await using var server = new ScriptedReceiver(async request =>
        {
            await request.AnswerAsync($"{status}\r\nContent-Length: 100\r\n\r\nslow");
            await request.HangAsync();
        });

        // The timeout takes real time, because no event shows when the client has read the status.
        using var receiver = new Receiver(new ReceiverOptions(server.Url) { Timeout = TimeSpan.FromSeconds(3) },
            new RemoteWriteProtocol(), TimeProvider.System);

        var answer = await receiver.SendAsync(Request, Token);

        Assert.Equal((kind, words), (answer.Kind.ToString(), answer.Words));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nend\r\n", "Accepted")]
    [InlineData("HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nless\r\n", "Refused")]
    [InlineData("HTTP/1.1 500 Bad\r\n\r\n", "endless", "Retry")]
    public async Task SendAsync_BodyWithoutAnEnd_ReadsItsBeginningOnly(string head, string rest, string kind)
    {
        await using var server = new ScriptedReceiver(async request =>
        {
            await request.AnswerAsync(head);
            await request.AnswerForEverAsync(rest);
        });
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        var answer = await receiver.SendAsync(Request, Token);

        Assert.Equal(kind, answer.Kind.ToString());
        Assert.InRange(answer.Words.Length, 0, 350);
    }

    [Fact]
    public async Task SendAsync_ConnectionThatIsReset_SaysSo()
    {
        await using var server = new ScriptedReceiver(request =>
        {
            request.Reset();
            return Task.CompletedTask;
        });
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        Assert.Equal(new Answer(AnswerKind.Retry, "Connection reset by peer") { Failure = FailureKind.Connection }, await receiver.SendAsync(Request, Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "Connection refused", "Connection")]
    [InlineData("http://no-such-host.invalid/", "the name of no-such-host.invalid cannot be resolved", "Resolution")]
    public async Task SendAsync_NobodyThere_SaysSo(string address, string words, string failure)
    {
        using var receiver = new Receiver(new ReceiverOptions(new Uri(address)), new RemoteWriteProtocol(), TimeProvider.System);

        Assert.Equal(new Answer(AnswerKind.Retry, words) { Failure = Enum.Parse<FailureKind>(failure) }, await receiver.SendAsync(Request, Token));
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 0", 0)]
    [InlineData("Retry-After: Sun, 22 Nov 2026 08:07:16 GMT\r\nDate: Sun, 22 Nov 2026 08:06:56 GMT", 20)]
    [InlineData("Retry-After: Sun, 22 Nov 2026 07:00:00 GMT\r\nDate: Sun, 22 Nov 2026 08:00:00 GMT", -3600)]
    [InlineData("Retry-After: 99999999999", null)]
    [InlineData("Retry-After: -1", null)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("X: y", null)]
    public async Task SendAsync_RetryAfter_IsReadInBothForms(string headers, int? seconds)
    {
        await using var server = ScriptedReceiver.Of($"HTTP/1.1 503 No\r\n{headers}\r\nContent-Length: 0\r\n\r\n");
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), new FakeTime());

        var answer = await receiver.SendAsync(Request, Token);

        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, answer.RetryAfter);
    }

    [Fact]
    public async Task SendAsync_RetryAfterADateWithoutADate_CountsFromTheClockHere()
    {
        await using var server = ScriptedReceiver.Of("HTTP/1.1 429 No\r\nRetry-After: Sun, 22 Nov 2026 08:07:00 GMT\r\nContent-Length: 0\r\n\r\n");
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), new FakeTime());

        Assert.Equal(TimeSpan.FromSeconds(13.638), (await receiver.SendAsync(Request, Token)).RetryAfter);
    }

    /// <summary>Runs with a fixed seed and a random seed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public async Task SendAsync_DamagedAnswer_IsAnAnswerAllTheSame(int? seed)
    {
        var number = seed ?? System.Random.Shared.Next();
        var random = new Random(number);
        byte[] answer = [];
        await using var server = new ScriptedReceiver(async request =>
        {
            await request.AnswerAsync(answer);
            request.Close();
        });
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);

        for (var i = 0; i < 200; i++)
        {
            answer = ByteMutator.Mutate(Encoding.UTF8.GetBytes(Answers.ElementAt(random.Next(Answers.Count)).Data.Item1), random);
            var result = await receiver.SendAsync(Request, Token);
            Assert.True(result.Words.Length < 400
                && !result.Words.Any(char.IsControl) && !result.Words.Contains("request failed", StringComparison.Ordinal), $"seed {number}: {result.Words}");
        }
    }

    [Fact]
    public async Task SendAsync_CallerThatGivesUp_IsCancelled()
    {
        await using var server = new ScriptedReceiver(static request => request.HangAsync());
        using var receiver = new Receiver(new ReceiverOptions(server.Url), new RemoteWriteProtocol(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var sending = receiver.SendAsync(Request, stop.Token);
        _ = await server.NextAsync();

        await stop.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
