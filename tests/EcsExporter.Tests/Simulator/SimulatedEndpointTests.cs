// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Tests.Simulator;

public sealed class SimulatedEndpointTests : IDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly ManualTime _time = new(Documents.Start);

    public static TheoryData<string, string> UnknownIds => new()
    {
        { "", "container metadata handler: unable to get container ID from request: unable to get docker ID" },
        { "/stats", "container stats handler: unable to get task arn from request: unable to get task Arn" },
        { "/task", "task metadata handler: unable to get task arn from request: unable to get task Arn" },
        { "/task/stats", "task stats handler: unable to get task arn from request: unable to get task Arn" },
    };

    [Theory]
    [InlineData("/task", EndpointDocument.Task)]
    [InlineData("/task/stats", EndpointDocument.TaskStats)]
    [InlineData("", EndpointDocument.Container)]
    [InlineData("/stats", EndpointDocument.ContainerStats)]
    public async Task Get_EachPath_AnswersItsDocumentAndCountsIt(string path, EndpointDocument document)
    {
        await using var endpoint = await StartAsync();

        using var response = await _client.GetAsync(endpoint.MetadataUri + path, Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            endpoint.SimulatedTask.Document(document, _time.GetUtcNow()),
            await response.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Equal(1, endpoint.Requests(document));
        Assert.Equal(1, Enum.GetValues<EndpointDocument>().Sum(endpoint.Requests));
    }

    [Theory]
    [InlineData(2048, false)]
    [InlineData(2049, true)]
    public async Task Get_LongerThanGosBuffer_IsChunked(int length, bool chunked)
    {
        await using var endpoint = await StartAsync();
        endpoint.Documents = _ => new byte[length];

        var answer = await RawClient.GetAsync(new Uri(endpoint.MetadataUri + "/task"), Cancelled);

        Assert.Equal(chunked, answer.Contains("Transfer-Encoding: chunked\r\n", StringComparison.Ordinal));
        Assert.NotEqual(chunked, answer.Contains("Content-Length: 2048\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_GivenDocuments_AnswersThemInsteadOfTheScenario()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(
            new SimulatedEndpointOptions { Documents = document => document == EndpointDocument.Task ? "1"u8.ToArray() : "2"u8.ToArray() },
            Cancelled);

        Assert.Equal("1", await _client.GetStringAsync(endpoint.MetadataUri + "/task", Cancelled));
        Assert.Equal("2", await _client.GetStringAsync(endpoint.MetadataUri + "/task/stats", Cancelled));
        endpoint.Documents = null;
        Assert.Contains("storefront", await _client.GetStringAsync(endpoint.MetadataUri + "/task", Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(UnknownIds))]
    public async Task Get_UnknownId_AnswersTheAgentsMessageAsAJsonString(string path, string message)
    {
        await using var endpoint = await StartAsync();

        using var response = await _client.GetAsync(new Uri(endpoint.MetadataUri, "/v4/no-such-id" + path), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            $"V4 {message} from v3 endpoint ID: no-such-id",
            Documents.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled)).GetString());
    }

    [Theory]
    [InlineData("/tasks", "tasks metadata endpoint not supported")]
    [InlineData("/tasks/stats", "tasks stats endpoint not supported")]
    public async Task Get_TasksOfTheHost_AreForManagedDaemonsOnly(string path, string message)
    {
        await using var endpoint = await StartAsync();

        using var response = await _client.GetAsync(endpoint.MetadataUri + path, Cancelled);
        using var old = await _client.GetAsync(endpoint.MetadataUriVersion3 + path, Cancelled);

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.NotFound), (response.StatusCode, old.StatusCode));
        Assert.Equal(message, Documents.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled)).GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v2/metadata")]
    [InlineData("/v4/")]
    [InlineData("/v4/no-such-id/task/")]
    public async Task Get_UnknownPath_AnswersGosPage(string path)
    {
        await using var endpoint = await StartAsync();

        using var response = await _client.GetAsync(new Uri(endpoint.MetadataUri, path), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("404 page not found\n", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Get_DoubledSlash_RedirectsToTheCleanPath()
    {
        await using var endpoint = await StartAsync();

        using var response = await _client.GetAsync(endpoint.MetadataUri + "//task", Cancelled);

        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal(endpoint.MetadataUri.AbsolutePath + "/task", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Get_MoreThanABurst_Answers429UntilTheBucketFills()
    {
        await using var endpoint = await StartAsync();
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(endpoint));
        }

        using var limited = await _client.GetAsync(endpoint.MetadataUri + "/task", Cancelled);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal("text/plain", limited.Content.Headers.ContentType!.MediaType);
        Assert.Equal("You have reached maximum request limit.", await limited.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(1, endpoint.RateLimitedRequests);
        Assert.Equal(61, endpoint.Requests(EndpointDocument.Task));

        _time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(endpoint));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(endpoint));
    }

    [Fact]
    public async Task Get_WithoutRateLimit_AnswersEverything()
    {
        await using var endpoint =
            await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions { RateLimit = false, TimeProvider = _time }, Cancelled);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(endpoint));
        }
    }

    [Fact]
    public async Task Get_Version3_HasTheOlderShapeAndStatus400()
    {
        await using var endpoint = await StartAsync();

        var task = await _client.GetStringAsync(endpoint.MetadataUriVersion3 + "/task", Cancelled);
        var stats = await _client.GetStringAsync(endpoint.MetadataUriVersion3 + "/task/stats", Cancelled);
        using var unknown = await _client.GetAsync(new Uri(endpoint.MetadataUri, "/v3/no-such-id/task"), Cancelled);

        Assert.All(
            ["LaunchType", "LogDriver", "ServiceName", "RestartCount", "EphemeralStorageMetrics"],
            field => Assert.DoesNotContain(field, task, StringComparison.Ordinal));
        Assert.Contains("\"Limits\"", task, StringComparison.Ordinal);
        Assert.DoesNotContain("network_rate_stats", stats, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
    }

    [Fact]
    public async Task StopListening_ThenListen_RefusesAndServesAgainOnTheSamePort()
    {
        await using var endpoint = await StartAsync();
        var before = endpoint.MetadataUri;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(endpoint));

        await endpoint.StopListeningAsync();
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(endpoint));
        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);

        await endpoint.ListenAsync(Cancelled);
        Assert.Equal(before, endpoint.MetadataUri);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(endpoint));
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpStatusCode> StatusAsync(SimulatedEndpoint endpoint)
    {
        using var response = await _client.GetAsync(endpoint.MetadataUri + "/task", Cancelled);
        return response.StatusCode;
    }

    private Task<SimulatedEndpoint> StartAsync() =>
        SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions { TimeProvider = _time }, Cancelled);
}
