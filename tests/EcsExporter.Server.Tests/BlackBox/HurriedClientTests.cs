// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests scrapers and health checks that do not wait for a slow endpoint, in parallel with others that do.</summary>
[Trait("Category", "BlackBox")]
public sealed class HurriedClientTests
{
    private const string Errors = "ecs_endpoint_errors_total";

    // The test decides when the endpoint answers, so the timeout must not expire on a busy machine.
    private const string LongTimeout = "--ecs.timeout=1h";
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("0")]
    [InlineData("1h")]
    public async Task Scrape_FirstGivesUp_TheOneThatJoinedGetsTheSameRead(string timeToLive)
    {
        await using var endpoint = await StartEndpointAsync();
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), $"--ecs.cache-ttl={timeToLive}", LongTimeout);
        var hurried = exporter.ScrapeAsync(timeoutSeconds: 1);
        await UntilAskedAsync(endpoint);
        var patient = exporter.ScrapeAsync(timeoutSeconds: 1000);
        var without = exporter.ScrapeAsync();

        Assert.Equal(0, (await hurried)["ecs_up"]);
        Assert.Equal(0, (await exporter.ScrapeAsync(timeoutSeconds: 0.001))["ecs_up"]);
        Assert.False(patient.IsCompleted || without.IsCompleted);
        _answer.SetResult();

        foreach (var scrape in await Task.WhenAll(patient, without))
        {
            Assert.Equal(1, scrape["ecs_up"]);
            Assert.NotEmpty(scrape.SeriesOf("ecs_container_cpu_usage_seconds_total"));
            Assert.Empty(scrape.NonZero(Errors));
        }

        Assert.Equal((1, 1), Requests(endpoint));
        Assert.DoesNotContain(exporter.Log, line => line.Level is "WARN" or "ERROR");
    }

    [Theory]
    [InlineData("task")]
    [InlineData("task_stats")]
    public async Task Scrape_OneDocumentHangs_TheHurriedOneHasTheOther(string hanging)
    {
        var place = FaultyDocuments.Find(hanging);
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync(LongTimeout);
        var healthy = await exporter.ScrapeAsync();
        place.Inject(endpoint, Fault.After(_answer.Task));

        // In the first scrapes, neither document may have arrived.
        var scrape = await Poll.ForAsync("the other document arrives", async () =>
            await exporter.ScrapeAsync(timeoutSeconds: 0.2) is var hurried
                && hurried[$$"""ecs_endpoint_up{endpoint="{{(hanging == "task" ? "task_stats" : "task")}}"}"""] == 1
                ? hurried
                : null);

        Assert.Equal(0, scrape["ecs_up"]);
        Assert.Equal(0, scrape[$$"""ecs_endpoint_up{endpoint="{{hanging}}"}"""]);
        Assert.Equal(hanging == "task_stats", scrape.SeriesOf("ecs_container_info").Any());
        foreach (var family in new[] { "ecs_endpoint_request_duration_seconds", "ecs_endpoint_last_success_timestamp_seconds" })
        {
            var series = $$"""{{family}}{endpoint="{{hanging}}"}""";
            Assert.Equal(healthy[series], scrape[series]);
        }

        Assert.Empty(scrape.NonZero(Errors));
        Assert.Equal((2, 2), Requests(endpoint));
        _answer.SetResult();
        await Poll.ForAsync("both documents are read", async () => (await exporter.ScrapeAsync())["ecs_up"] == 1 ? exporter : null);
    }

    [Fact]
    public async Task Scrape_ClientLeavesDuringTheRead_TheNextGetsItsResult()
    {
        await using var endpoint = await StartEndpointAsync();
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), "--ecs.cache-ttl=1h", LongTimeout);
        using (var connection = await RawConnection.OpenAsync(exporter.BaseAddress))
        {
            await connection.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
            await UntilAskedAsync(endpoint);

            // The connection is reset, because after an ordinary close the exporter must assume that the client still reads the answer.
            connection.ResetOnDispose();
        }

        // A scrape with a minimal timeout shows in its metrics when the exporter has noticed that the other client has left.
        var scrape = await Poll.ForAsync("the first scrape ends", async () =>
            await exporter.ScrapeAsync(timeoutSeconds: 0.001) is var hurried && hurried["promhttp_metric_handler_requests_in_flight"] == 1 ? hurried : null);
        Assert.Equal(0, scrape["ecs_up"]);
        _answer.SetResult();

        var next = await exporter.ScrapeAsync();
        Assert.Equal(1, next["ecs_up"]);
        Assert.Empty(next.NonZero(Errors));
        Assert.Equal((1, 1), Requests(endpoint));
    }

    [Fact]
    public async Task Ready_OnceReadAndThenTheEndpointHangs_Is200WithoutARequest()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync(LongTimeout);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(exporter));
        endpoint.Faults.InjectAll(Fault.NeverAnswers);

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await ReadyAsync(exporter));
        }

        Assert.Equal((1, 1), Requests(endpoint));
    }

    [Fact]
    public async Task Ready_EndpointHangsFromTheStart_Is503BeforeItsTimeoutAndSharesOneRead()
    {
        await using var endpoint = await StartEndpointAsync();
        await using var exporter = await endpoint.StartExporterAsync(LongTimeout);

        Assert.All(
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ReadyAsync(exporter))), status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(exporter));
        Assert.Equal((1, 1), Requests(endpoint));

        // The read continues between the probes.
        _answer.SetResult();
        await Poll.ForAsync("it is ready", async () => await ReadyAsync(exporter) == HttpStatusCode.OK ? exporter : null);
        var log = (await exporter.StopAsync()).Log;
        Assert.DoesNotContain(log, line => line.Level is "WARN" or "ERROR");
    }

    [Fact]
    public async Task Terminate_NobodyWaitsForTheRunningRead_EndsWithoutIt()
    {
        await using var endpoint = await StartEndpointAsync();
        await using var exporter = await endpoint.StartExporterAsync(LongTimeout);
        Assert.Equal(0, (await exporter.ScrapeAsync(timeoutSeconds: 0.001))["ecs_up"]);
        await UntilAskedAsync(endpoint);

        var end = await exporter.StopAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("Stopped", end.Log[^1].Message);
        Assert.DoesNotContain(end.Log, line => line.Level is "WARN" or "ERROR");
    }

    /// <summary>
    /// Sends twenty scrapes a second with mixed timeouts for three seconds. A scrape without the documents must have waited as long as its timeout
    /// allows; the check uses the time that the scrape really took, so that it holds on a busy machine.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Scrape_MixedTimeouts_OnlyThoseThatWaitedInVainAreDown(int timeToLiveSeconds)
    {
        double[] timeouts = [0.001, 10, 0.5, 10, 1];
        var delay = TimeSpan.FromSeconds(0.3);
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(delay));
        await using var exporter =
            await ExporterProcess.StartAsync(endpoint.Flag(), $"--ecs.cache-ttl={timeToLiveSeconds}s", "--ecs.timeout=30s", "--web.max-requests=0");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var start = Stopwatch.GetTimestamp();
        var scrapes = new List<Task<(double Timeout, TimeSpan Took, Scrape Scrape)>>();
        for (var i = 0; i < 60; i++)
        {
            scrapes.Add(MeasuredAsync(exporter, timeouts[i % timeouts.Length]));
            _ = await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        var ended = await Task.WhenAll(scrapes);
        var took = Stopwatch.GetElapsedTime(start);

        Assert.All(ended.Where(scrape => scrape.Scrape["ecs_up"] == 0), scrape =>
        {
            // Timers may fire a few milliseconds early.
            var wait = TimeSpan.FromSeconds(scrape.Timeout > 1 ? scrape.Timeout - 0.5 : scrape.Timeout / 2);
            Assert.True(scrape.Took >= wait - TimeSpan.FromMilliseconds(20), $"a scrape with a timeout of {scrape.Timeout} s was down after {scrape.Took}");
        });
        Assert.Contains(ended, scrape => scrape.Scrape["ecs_up"] == 0);
        Assert.Contains(ended, scrape => scrape.Scrape["ecs_up"] == 1);
        Assert.All(ended, scrape => Assert.Empty(scrape.Scrape.NonZero(Errors)));
        Assert.InRange(endpoint.Requests(EndpointDocument.Task), 2, (took / (delay + TimeSpan.FromSeconds(timeToLiveSeconds))) + 1);
        Assert.InRange(endpoint.Requests(EndpointDocument.TaskStats), 2, (took / (delay + TimeSpan.FromSeconds(timeToLiveSeconds))) + 1);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "WARN" or "ERROR");
    }

    private static async Task<(double Timeout, TimeSpan Took, Scrape Scrape)> MeasuredAsync(ExporterProcess exporter, double timeoutSeconds)
    {
        var start = Stopwatch.GetTimestamp();
        var scrape = await exporter.ScrapeAsync(timeoutSeconds);
        return (timeoutSeconds, Stopwatch.GetElapsedTime(start), scrape);
    }

    /// <summary>Starts an endpoint that answers both documents when the test signals it.</summary>
    private async Task<SimulatedEndpoint> StartEndpointAsync()
    {
        var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.After(_answer.Task));
        return endpoint;
    }

    private static Task UntilAskedAsync(SimulatedEndpoint endpoint) =>
        Poll.UntilAsync("the endpoint is asked for both documents", () => Requests(endpoint) is (> 0, > 0));

    private static (long Task, long Stats) Requests(SimulatedEndpoint endpoint) =>
        (endpoint.Requests(EndpointDocument.Task), endpoint.Requests(EndpointDocument.TaskStats));

    private static async Task<HttpStatusCode> ReadyAsync(ExporterProcess exporter)
    {
        using var response = await exporter.Http.GetAsync(new Uri("-/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
