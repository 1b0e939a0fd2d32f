// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class LoadTests
{
    private const string ResidentMemory = "process_resident_memory_bytes";
    private const string OpenFiles = "process_open_fds";

    // With a limit, scrapes would time out in the queue on a busy machine.
    private const string NoLimit = "--web.max-requests=0";

    [Fact]
    public async Task Scrape_HundredAtOnce_AsksForEachDocumentOncePerTimeToLive()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), "--ecs.cache-ttl=1h", NoLimit);

        var scrapes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => exporter.ScrapeAsync()));

        Assert.All(scrapes, scrape => Assert.Equal(1, scrape["ecs_up"]));
        Assert.Equal(1, endpoint.Requests(EndpointDocument.Task));
        Assert.Equal(1, endpoint.Requests(EndpointDocument.TaskStats));
    }

    [Fact]
    public async Task Scrape_HundredAtOnceAgainAndAgain_NeverMeetsTheRateLimit()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), NoLimit);

        for (var round = 0; round < 5; round++)
        {
            var scrapes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => exporter.ScrapeAsync()));
            Assert.All(scrapes, scrape => Assert.Equal(1, scrape["ecs_up"]));
        }

        Assert.Equal(0, endpoint.RateLimitedRequests);
        var last = await exporter.ScrapeAsync();
        Assert.Equal(500, last["""promhttp_metric_handler_requests_total{code="200"}"""]);
        Assert.Equal(1, last["promhttp_metric_handler_requests_in_flight"]);
    }

    [Fact]
    public async Task Scrape_MoreAtOnceThanAllowed_AreRefusedAndCounted()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(3)));
        await using var exporter = await endpoint.StartExporterAsync("--web.max-requests=1");
        var first = exporter.ScrapeAsync();
        await Poll.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        using var second = await exporter.Http.GetAsync(new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(
            "Limit of concurrent requests reached (1), try again later.\n",
            await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, (await first)["ecs_up"]);
        Assert.Equal(1, (await exporter.ScrapeAsync())["""promhttp_metric_handler_requests_total{code="503"}"""]);
    }

    [Fact]
    public async Task Scrape_EndpointFailsAndRecoversForLong_LeaksNoDescriptor()
    {
        Fault[] faults =
            [Fault.NotFound, Fault.TruncatedJson, Fault.TooManyRequests, Fault.RedirectLoop, Fault.Html, Fault.NotHttp, Fault.EmptyBody, Fault.HugeBody];
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        for (var i = 0; i < 2 * faults.Length; i++)
        {
            _ = await ScrapeAsync(i);
        }

        var before = (await exporter.ScrapeAsync())[OpenFiles];

        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(i % 2, (await ScrapeAsync(i))["ecs_up"]);
        }

        // The tolerance covers pooled connections to the endpoint, but not a leak of one descriptor per failure.
        Assert.InRange((await exporter.ScrapeAsync())[OpenFiles], before - 5, before + 5);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);

        Task<Scrape> ScrapeAsync(int i)
        {
            endpoint.Faults.InjectAll(i % 2 == 0 ? faults[i / 2 % faults.Length] : Fault.None);
            return exporter.ScrapeAsync();
        }
    }

    [Fact]
    public async Task Scrape_ClientsGoAway_LeaksNoDescriptorAndKeepsCount()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        _ = await exporter.ScrapeAsync();
        var before = (await exporter.ScrapeAsync())[OpenFiles];
        endpoint.Faults.InjectAll(Fault.NeverAnswers);

        var requests = endpoint.Requests(EndpointDocument.Task);

        for (var i = 0; i < 50; i++)
        {
            await GoAwayAsync(exporter);
        }

        await Poll.UntilAsync("a scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > requests);
        endpoint.Faults.Clear();
        var after = await Poll.ForAsync("the scrapes without a client have ended", async () =>
        {
            var scrape = await exporter.ScrapeAsync();
            return scrape["promhttp_metric_handler_requests_in_flight"] == 1 && scrape[OpenFiles] <= before + 5 ? scrape : null;
        });
        Assert.Equal(0, after["""promhttp_metric_handler_requests_total{code="500"}"""]);
        Assert.DoesNotContain(exporter.Log, line => line.Level == "ERROR");
    }

    [Fact]
    public async Task Scrape_EnormousAnswersOfTheEndpoint_GiveTheMemoryBack()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        var before = await WarmUpAsync(exporter);
        endpoint.Faults.InjectAll(Fault.Huge(20_000_000));

        for (var round = 0; round < 5; round++)
        {
            _ = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => exporter.ScrapeAsync()));
        }

        // Some megabytes belong to connections and threads, which end later.
        endpoint.Faults.Clear();
        await WaitForMemoryAsync(exporter, 1.5 * before);
    }

    /// <summary>Runs for some seconds, or for ECS_EXPORTER_LOAD_SECONDS.</summary>
    [Fact]
    public async Task Scrape_SixtyFourConnectionsAtFullSpeed_AreAnsweredFromTwoRequestsPerTimeToLive()
    {
        const int Connections = 64;
        var seconds = int.Parse(Environment.GetEnvironmentVariable("ECS_EXPORTER_LOAD_SECONDS") ?? "5", CultureInfo.InvariantCulture);
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag());
        var before = await WarmUpAsync(exporter);
        var requestsBefore = endpoint.Requests(EndpointDocument.Task);
        var startedAt = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));

        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoadAsync(exporter.BaseAddress, end.Token))));

        // At most one reading runs at a time, and at least a second after the previous one; one may have begun just before.
        var readings = Stopwatch.GetElapsedTime(startedAt).TotalSeconds + 2;
        Assert.InRange(endpoint.Requests(EndpointDocument.Task) - requestsBefore, 1, readings);
        Assert.InRange(endpoint.Requests(EndpointDocument.TaskStats) - requestsBefore, 1, readings);
        Assert.True(counts.Sum(count => count.Ok) > Connections, "the load was none");
        var after = await exporter.ScrapeAsync();
        Assert.Equal(counts.Sum(count => count.Refused), after["promhttp_metric_handler_requests_total{code=\"503\"}"]);
        Assert.Equal(0, after["promhttp_metric_handler_requests_total{code=\"500\"}"]);
        await WaitForMemoryAsync(exporter, ExporterExecutable.MemoryTolerance * before);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR" or "WARN");
    }

    /// <summary>Scrapes over one connection, one scrape after the other.</summary>
    private static async Task<(int Ok, int Refused)> LoadAsync(Uri address, CancellationToken end)
    {
        using var connections = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 };
        using var http = new HttpClient(connections) { BaseAddress = address, Timeout = Poll.Timeout };
        var (ok, refused) = (0, 0);
        while (!end.IsCancellationRequested)
        {
            using var response = await http.GetAsync(new Uri("metrics", UriKind.Relative), CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                Assert.Contains("\necs_up 1\n", text, StringComparison.Ordinal);
                ok++;
            }
            else
            {
                Assert.StartsWith("Limit of concurrent requests reached", text, StringComparison.Ordinal);
                refused++;
            }
        }

        return (ok, refused);
    }

    /// <summary>Scrapes until the exporter has filled its caches; returns its resident memory.</summary>
    private static async Task<double> WarmUpAsync(ExporterProcess exporter)
    {
        for (var i = 0; i < 200; i++)
        {
            _ = await exporter.ScrapeAsync();
        }

        return (await exporter.ScrapeAsync())[ResidentMemory];
    }

    private static Task WaitForMemoryAsync(ExporterProcess exporter, double most) =>
        Poll.ForAsync("the memory comes back", async () => (await exporter.ScrapeAsync())[ResidentMemory] <= most ? exporter : null);

    private static async Task GoAwayAsync(ExporterProcess exporter)
    {
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    }
}
