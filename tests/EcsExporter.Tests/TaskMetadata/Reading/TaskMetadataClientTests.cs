// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests.TaskMetadata.Reading;

public sealed class TaskMetadataClientTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly FakeTime _time = new();
    private readonly Anomalies _anomalies = new(new CapturingLogger());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("")]
    [InlineData("/")]
    public async Task Read_EachDocument_AsksItsPathByName(string end)
    {
        await using var server = RawServer.Of("fargate");
        TaskMetadataClientOptions options = new(new Uri(server.Uri + end), "ecs_exporter/1.2.3", Timeout);
        using TaskMetadataClient client = new(options, _anomalies, _time);
        var task = await client.ReadAsync(EndpointDocument.Task);
        var stats = await client.ReadAsync(EndpointDocument.TaskStats);
        Assert.Equal("checkout", TaskIn(task)?.Family);
        Assert.All(
            TaskIn(task)!.Containers.Where(container => container.KnownStatus == "RUNNING"),
            container => Assert.NotNull(((TaskStats)stats.Content!).Of(container.Id)));
        Assert.Null(task.Failure);
        Assert.Null(stats.Failure);
        Assert.Equal(RawServer.PathsOfOneReading, server.Paths);
        Assert.All(server.Heads, head => Assert.Contains("\r\nUser-Agent: ecs_exporter/1.2.3\r\n", head, StringComparison.Ordinal));
        Assert.All(server.Heads, head => Assert.DoesNotContain("traceparent", head, StringComparison.OrdinalIgnoreCase));
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("100 Continue\r\n\r\nHTTP/1.1 404 Not Found", FailureReason.Http4xx, "unexpected status 404")]
    [InlineData("201 Created", FailureReason.Decode, "unexpected status 201")]
    [InlineData("204 No Content", FailureReason.Decode, "unexpected status 204")]
    [InlineData("301 Moved Permanently", FailureReason.Decode, "unexpected status 301")]
    [InlineData("308 Permanent Redirect", FailureReason.Decode, "unexpected status 308")]
    [InlineData("400 Bad Request", FailureReason.Http4xx, "unexpected status 400")]
    [InlineData("429 Too Many Requests", FailureReason.Http429, "unexpected status 429")]
    public async Task Read_OtherStatus_IsAskedOnce(string status, FailureReason reason, string message)
    {
        await using RawServer server = new(exchange => exchange.AnswerAsync("{}", status, $"Location: {exchange.Head.Split(' ')[1]}/x\r\nSet-Cookie: a=b\r\n"));
        using var client = Client(server);
        var reading = await client.ReadAsync(EndpointDocument.Task);
        Assert.Equal(new EndpointFailure(reason, message), reading.Failure);
        Assert.Null(reading.Content);
        Assert.Single(server.Heads);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("404 Not Found", "404 page not found\n", FailureReason.Http4xx, "status 404")]
    [InlineData("500 x", "\"tasks metadata endpoint not supported\"", FailureReason.Http5xx, "status 500")]
    public async Task Read_EndpointWithoutTheTasksOfTheHost_SaysSoAndIsAskedOnce(string status, string body, FailureReason reason, string words)
    {
        await using RawServer server = new(exchange => exchange.AnswerAsync(body, status));
        using var client = Client(server);
        foreach (var document in EndpointDocument.OfHost)
        {
            var failure = (await client.ReadAsync(document)).Failure;
            Assert.Equal(
                new EndpointFailure(reason, $"the endpoint does not have {document.Path}, which exists for Managed Daemons only: {words}") { IsMissing = true },
                failure);
        }

        Assert.Equal(2, server.Heads.Count);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("500 x", "\"Unable to generate metadata for the tasks\"", FailureReason.Http5xx)]
    [InlineData("500 x", "", FailureReason.Http5xx)]
    [InlineData("429 x", "tasks metadata endpoint not supported", FailureReason.Http429)]
    [InlineData("400 x", "tasks metadata endpoint not supported", FailureReason.Http4xx)]
    public async Task Read_TasksOfTheHostFailOtherwise_IsNotTakenForMissing(string status, string body, FailureReason reason)
    {
        await using RawServer server = new(exchange => exchange.AnswerAsync(body, status));
        using var client = Client(server);
        var reading = client.ReadAsync(EndpointDocument.Tasks);
        if (reason == FailureReason.Http5xx)
        {
            await _time.TimerSetAsync(RetryPause).WaitAsync(Stop);
            _time.Advance(RetryPause);
        }

        var failure = (await reading).Failure;
        Assert.Equal((reason, false), (failure?.Reason, failure?.IsMissing));
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("500 Internal Server Error", FailureReason.Http5xx, "unexpected status 500")]
    [InlineData("503 Service Unavailable", FailureReason.Http5xx, "unexpected status 503")]
    public async Task Read_5xxTwice_IsAFailureAfterOneRetry(string status, FailureReason reason, string message)
    {
        await using RawServer server = new(exchange => exchange.AnswerAsync("{}", status));
        var reading = await ReadWithRetryAsync(server);
        Assert.Equal(new EndpointFailure(reason, message), reading.Failure);
        Assert.Equal(2, server.Heads.Count);
        Assert.Equal(RetryPause, reading.Duration);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_5xxThenGood_IsGood()
    {
        var requests = 0;
        await using RawServer server = new(exchange => exchange.AnswerAsync(Payload.Task("fargate"), ++requests == 1 ? "500 x" : "200 OK"));
        var reading = await ReadWithRetryAsync(server);
        Assert.Equal(("checkout", null), (TaskIn(reading)?.Family, reading.Failure));
        Assert.Equal(2, requests);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"Family\": \"che")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Fam")]
    public async Task Read_ConnectionClosedBeforeTheEnd_IsRetriedOnce(string beginning)
    {
        var requests = 0;
        await using RawServer server = new(async exchange =>
        {
            requests++;
            await exchange.SendAsync(beginning);
            exchange.Close();
        });
        var reading = await ReadWithRetryAsync(server);
        Assert.Equal(FailureReason.Connect, reading.Failure?.Reason);
        Assert.Equal(2, requests);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ConnectionResetThenGood_IsGood()
    {
        var requests = 0;
        await using RawServer server = new(async exchange =>
        {
            if (++requests == 1)
            {
                await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{");
                exchange.Reset();
                return;
            }

            await exchange.AnswerAsync(Payload.Task("fargate"));
        });
        Assert.Equal("checkout", TaskIn(await ReadWithRetryAsync(server))?.Family);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_NobodyListens_IsAConnectFailureAfterOneRetry()
    {
        await using var server = RawServer.Of("fargate");
        server.StopListening();
        var reading = await ReadWithRetryAsync(server);
        Assert.Equal(FailureReason.Connect, reading.Failure?.Reason);
        Assert.Contains("refused", reading.Failure?.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")]
    public async Task Read_AnswerThatNeverEnds_TimesOutAtTheDeadline(string beginning)
    {
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync(beginning);
            await exchange.ClientGoneAsync();
        });
        var timeout = TimeSpan.FromSeconds(4);
        using TaskMetadataClient client = new(new TaskMetadataClientOptions(server.Uri, "test", timeout), _anomalies, _time);
        var reading = client.ReadAsync(EndpointDocument.Task);
        _time.Advance(timeout - TimeSpan.FromTicks(1));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new EndpointFailure(FailureReason.Timeout, "no complete answer within 4 s"), (await reading).Failure);
        Assert.Equal(timeout, (await reading).Duration);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("", "invalid JSON at line 1, byte 1")]
    [InlineData("<html><body>busy</body></html>", "invalid JSON at line 1, byte 1")]
    [InlineData("{\"Family\":\n \"f\",,}", "invalid JSON at line 2, byte 6")]
    [InlineData("You have reached maximum request limit.", "invalid JSON at line 1, byte 1")]
    [InlineData("\"unable to generate\"", "not the expected document: expected an object, got String")]
    [InlineData("[]", "not the expected document: expected an object, got StartArray")]
    [InlineData("null", "not the expected document: expected an object, got Null")]
    public async Task Read_BodyThatIsNotTheDocument_IsADecodeFailureWithoutRetry(string body, string message)
    {
        await using RawServer server = new(exchange => exchange.AnswerAsync(body));
        using var client = Client(server);
        Assert.Equal(new EndpointFailure(FailureReason.Decode, message), (await client.ReadAsync(EndpointDocument.Task)).Failure);
        Assert.Single(server.Heads);
    }

    [Theory(Timeout = TestWait.HangMilliseconds)]
    [InlineData("220 mail.example.com ESMTP\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    public async Task Read_AnswerThatIsNotHttp_IsADecodeFailure(string answer)
    {
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync(answer);
            exchange.Close();
        });
        using var client = Client(server);
        Assert.Equal(new EndpointFailure(FailureReason.Decode, "the answer is not valid HTTP"), (await client.ReadAsync(EndpointDocument.Task)).Failure);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_BytesThatAreNotUtf8_AreReplacedAndCounted()
    {
        await using RawServer server = new(exchange =>
            exchange.SendAsync([.. "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n"u8, .. "{\"Family\": \"a"u8, 0xFF, 0xC0, .. "b\"}"u8]));
        using var client = Client(server);
        Assert.Equal("a\ufffd\ufffdb", TaskIn(await client.ReadAsync(EndpointDocument.Task))?.Family);
        Assert.Equal(1, _anomalies[AnomalyKind.InvalidUtf8]);
    }

    [Fact(Timeout = TestWait.HangMilliseconds)]
    public async Task Read_ChunkedByteByByte_IsWhole()
    {
        await using RawServer server = new(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            foreach (var octet in Encoding.UTF8.GetBytes(Payload.Task("minimal")))
            {
                await exchange.SendAsync([.. "1\r\n"u8, octet, .. "\r\n"u8]);
            }

            await exchange.SendAsync("0\r\n\r\n");
        });
        using var client = Client(server);
        Assert.Equal("app", TaskIn(await client.ReadAsync(EndpointDocument.Task))?.Containers.Single().Name);
    }

    private TaskMetadataClient Client(RawServer server) => new(new TaskMetadataClientOptions(server.Uri, "test", Timeout), _anomalies, _time);

    private static TaskMetadataDocument? TaskIn(DocumentReading reading) => (TaskMetadataDocument?)reading.Content;

    /// <summary>Reads <c>/task</c> and advances the clock past the pause before a retry.</summary>
    private async Task<DocumentReading> ReadWithRetryAsync(RawServer server)
    {
        using var client = Client(server);
        var reading = client.ReadAsync(EndpointDocument.Task);
        await _time.TimerSetAsync(RetryPause).WaitAsync(Stop);
        _time.Advance(RetryPause);
        return await reading;
    }
}
