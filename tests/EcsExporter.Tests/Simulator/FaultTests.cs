// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Tests.Simulator;

public sealed class FaultTests : IAsyncLifetime
{
    private static readonly byte[] Document = Encoding.ASCII.GetBytes($$"""{"Cluster":"demo","Family":"{{new string('f', 3000)}}"}""");

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private SimulatedEndpoint _endpoint = null!;

    public static TheoryData<Fault, HttpRequestError?> BrokenAnswers => new()
    {
        { Fault.ResetBeforeAnswer, null },
        { Fault.CloseBeforeAnswer, HttpRequestError.ResponseEnded },
        { Fault.ResetInHeaders, null },
        { Fault.ResetInBody, null },
        { Fault.ContentLengthTooLarge, HttpRequestError.ResponseEnded },
        { Fault.ChunkedGarbage, HttpRequestError.InvalidResponse },
        { Fault.ChunkedWithoutEnd, HttpRequestError.ResponseEnded },
        { Fault.NotHttp, HttpRequestError.InvalidResponse },
    };

    public static TheoryData<Fault, int, string, string> WholeAnswers => new()
    {
        { Fault.TooManyRequests, 429, "text/plain; charset=utf-8", "You have reached maximum request limit." },
        { Fault.InternalErrorWithoutMessage, 500, "application/json", "{}" },
        { Fault.Unavailable, 503, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>" },
        { Fault.EmptyBody, 200, "application/json", "" },
        { Fault.Html, 200, "text/html", "<!doctype html><html><body>Sign in to continue</body></html>" },
        { Fault.Json("[1]"), 200, "application/json", "[1]" },
        { Fault.Answer(418, "text/x-tea", "short"), 418, "text/x-tea", "short" },
        { Fault.TruncatedJson, 200, "application/json", Encoding.ASCII.GetString(Document[..(Document.Length / 2)]) },
        { Fault.Nested(2), 200, "application/json", """{"a":{"a":null}}""" },
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Uri TaskUri => new(_endpoint.MetadataUri + "/task");

    public async ValueTask InitializeAsync()
    {
        _endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions { Documents = _ => Document }, Cancelled);

        // Every fault occurs on a connection that has served a request before, as for clients with keep-alive.
        await _client.GetByteArrayAsync(TaskUri, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task BrokenAnswer_FailsTheRequest_AndTheNextIsServed(Fault fault, HttpRequestError? error)
    {
        _endpoint.Faults.InjectAll(fault);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _client.GetByteArrayAsync(TaskUri, Cancelled));

        var request = Assert.IsType<HttpRequestException>(failure);
        if (error is { } expected)
        {
            Assert.Equal(expected, (request.InnerException as HttpIOException)?.HttpRequestError ?? request.HttpRequestError);
        }
        else
        {
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(request.GetBaseException()).SocketErrorCode);
        }

        _endpoint.Faults.Clear();
        Assert.Equal(Document, await _client.GetByteArrayAsync(TaskUri, Cancelled));
    }

    [Theory]
    [MemberData(nameof(WholeAnswers))]
    public async Task WholeAnswer_ArrivesAsDeclared(Fault fault, int status, string contentType, string body)
    {
        _endpoint.Faults.InjectAll(fault);

        using var response = await _client.GetAsync(TaskUri, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task AgentErrors_SpeakOfTheDocument()
    {
        _endpoint.Faults.InjectAll(Fault.InternalError);
        using var task = await _client.GetAsync(TaskUri, Cancelled);
        using var stats = await _client.GetAsync(TaskUri + "/stats", Cancelled);
        _endpoint.Faults.InjectAll(Fault.NotFound);
        using var missing = await _client.GetAsync(TaskUri, Cancelled);

        Assert.Equal(HttpStatusCode.InternalServerError, task.StatusCode);
        Assert.Equal(
            $"\"Unable to generate metadata for v4 task: '{_endpoint.SimulatedTask.Arn}'\"",
            await task.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal($"\"Unable to get task stats for: {_endpoint.SimulatedTask.Arn}\"", await stats.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Inject_OneDocument_LeavesTheOthersAlone()
    {
        _endpoint.Faults.Inject(EndpointDocument.TaskStats, Fault.EmptyBody);

        Assert.Equal(Document, await _client.GetByteArrayAsync(TaskUri, Cancelled));
        Assert.Empty(await _client.GetByteArrayAsync(TaskUri + "/stats", Cancelled));
    }

    [Fact]
    public async Task Sequence_GoesThroughItsFaults_AndStaysAtTheLast()
    {
        _endpoint.Faults.InjectAll(Fault.Sequence(Fault.Json("1"), Fault.Json("2"), Fault.Json("3").Times(2)));

        var answers = new string[6];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = await _client.GetStringAsync(TaskUri, Cancelled);
        }

        Assert.Equal(["1", "2", "3", "3"], answers[..4]);
        Assert.All(answers[4..], answer => Assert.Equal(Document.Length, answer.Length));
    }

    [Fact]
    public async Task Redirects_SayWhereTo()
    {
        _endpoint.Faults.InjectAll(Fault.Sequence(Fault.RedirectLoop, Fault.RedirectTo(new Uri("http://192.0.2.1/elsewhere"))));

        using var loop = await _client.GetAsync(TaskUri, Cancelled);
        using var away = await _client.GetAsync(TaskUri, Cancelled);

        Assert.Equal(HttpStatusCode.MovedPermanently, loop.StatusCode);
        Assert.Equal(TaskUri.AbsolutePath, loop.Headers.Location!.ToString());
        Assert.Equal("http://192.0.2.1/elsewhere", away.Headers.Location!.ToString());
    }

    [Fact]
    public async Task InvalidUtf8_IsInsideAText()
    {
        _endpoint.Faults.InjectAll(Fault.InvalidUtf8);
        var body = await _client.GetByteArrayAsync(TaskUri, Cancelled);

        Assert.StartsWith("{\"Cluster\":\"Ã(demo\"", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContentLengthTooSmall_SendsEverythingAllTheSame()
    {
        _endpoint.Faults.InjectAll(Fault.ContentLengthTooSmall);
        var answer = await RawClient.GetAsync(TaskUri, Cancelled);

        Assert.Contains($"Content-Length: {Document.Length / 2}\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + Encoding.ASCII.GetString(Document), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interim_ComesBeforeTheDocument()
    {
        _endpoint.Faults.InjectAll(Fault.Interim(103, count: 2));
        var answer = await RawClient.GetAsync(TaskUri, Cancelled);

        Assert.StartsWith("HTTP/1.1 103 Interim\r\n\r\nHTTP/1.1 103 Interim\r\n\r\nHTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(Document, await _client.GetByteArrayAsync(TaskUri, Cancelled));
    }

    [Fact]
    public async Task Raw_SendsTheBytesAndNothingElse()
    {
        _endpoint.Faults.InjectAll(Fault.Raw("\0\u0001garbage"u8.ToArray()));

        Assert.Equal("\0\u0001garbage", await RawClient.GetAsync(TaskUri, Cancelled));
    }

    [Fact]
    public async Task Drip_SendsTheWholeDocumentSlowly()
    {
        _endpoint.Documents = _ => "[1,2]"u8.ToArray();
        _endpoint.Faults.InjectAll(Fault.Drip(TimeSpan.FromMilliseconds(4)));
        var before = TimeProvider.System.GetTimestamp();

        Assert.Equal("[1,2]", await _client.GetStringAsync(TaskUri, Cancelled));
        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task Delay_ThenAnswersTheDocument()
    {
        _endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromMilliseconds(20)));
        var before = TimeProvider.System.GetTimestamp();

        Assert.Equal(Document, await _client.GetByteArrayAsync(TaskUri, Cancelled));
        Assert.True(TimeProvider.System.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task After_SignalGiven_AnswersTheDocument()
    {
        TaskCompletionSource signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _endpoint.Faults.InjectAll(Fault.After(signal.Task));
        var answer = _client.GetByteArrayAsync(TaskUri, Cancelled);
        while (_endpoint.Requests(EndpointDocument.Task) < 1)
        {
            await Task.Yield();
        }

        Assert.False(answer.IsCompleted);
        signal.SetResult();
        Assert.Equal(Document, await answer);
    }

    [Fact]
    public async Task NeverAnswers_UntilTheClientGivesUp_AndStoppingDoesNotWait()
    {
        _endpoint.Faults.InjectAll(Fault.Sequence(Fault.NeverAnswers, Fault.NeverSendsBody, Fault.NeverAnswers));
        for (var i = 0; i < 2; i++)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(50));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetByteArrayAsync(TaskUri, patience.Token));
        }

        var waiting = _client.GetByteArrayAsync(TaskUri, Cancelled);
        while (_endpoint.Requests(EndpointDocument.Task) < 4)
        {
            await Task.Yield();
        }

        await _endpoint.StopListeningAsync().WaitAsync(TimeSpan.FromSeconds(3), Cancelled);
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
    }

    [Fact]
    public async Task HugeBody_Streams_AndTheClientMayLeave()
    {
        _endpoint.Faults.InjectAll(Fault.HugeBody);
        using var response = await _client.GetAsync(TaskUri, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using var body = await response.Content.ReadAsStreamAsync(Cancelled);
        var start = new byte[300_000];
        await body.ReadExactlyAsync(start, Cancelled);

        Assert.StartsWith("{\"Cluster\":\"aaa", Encoding.ASCII.GetString(start), StringComparison.Ordinal);
        Assert.Null(response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task DeepNesting_IsTenThousandDeep()
    {
        _endpoint.Faults.InjectAll(Fault.DeepNesting);

        Assert.Equal(10_000, (await _client.GetStringAsync(TaskUri, Cancelled)).Count(character => character == '{'));
    }
}
