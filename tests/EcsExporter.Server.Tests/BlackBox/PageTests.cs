// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class PageTests
{
    [Theory]
    [InlineData("/-/healthy", HttpStatusCode.OK, "ok\n", "text/plain; charset=utf-8")]
    [InlineData("/health", HttpStatusCode.OK, "ok\n", "text/plain; charset=utf-8")]
    [InlineData("/-/healthy/", HttpStatusCode.NotFound, "404 page not found\n", "text/plain; charset=utf-8")]
    [InlineData("/metricsx", HttpStatusCode.NotFound, "404 page not found\n", "text/plain; charset=utf-8")]
    [InlineData("/METRICS", HttpStatusCode.NotFound, "404 page not found\n", "text/plain; charset=utf-8")]
    [InlineData("/favicon.ico?x=1", HttpStatusCode.NotFound, "404 page not found\n", "text/plain; charset=utf-8")]
    [InlineData("/metrics?x=1", HttpStatusCode.OK, "# HELP ", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData("/", HttpStatusCode.OK, "<!doctype html>", "text/html; charset=utf-8")]
    public async Task Get_Path_AnswersAsDocumented(string path, HttpStatusCode status, string beginning, string contentType)
    {
        await using var exporter = await ExporterProcess.StartAsync();

        using var response = await exporter.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.StartsWith(beginning, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(contentType, response.Content.Headers.GetValues("Content-Type").Single());
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    [InlineData("/")]
    [InlineData("/nowhere")]
    public async Task Head_Path_HasTheLengthAndNoBody(string path)
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);

        await connection.SendAsync($"HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        var answer = await connection.ReadToEndAsync();
        Assert.Matches("\r\nContent-Length: [1-9]", answer);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(answer.Length - 4, answer.IndexOf("\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ready_EndpointReadFirstLater_Is503UntilThenAnd200EverAfter()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.Inject(EndpointDocument.TaskStats, Fault.NotFound);
        await using var exporter = await endpoint.StartExporterAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(exporter, "/-/ready"));
        endpoint.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/-/ready"));
        endpoint.Faults.InjectAll(Fault.NotFound);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/-/ready"));
    }

    [Fact]
    public async Task Ready_ReadByAScrapeOnly_Is200()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        _ = await exporter.ScrapeAsync();
        endpoint.Faults.InjectAll(Fault.NotFound);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/-/ready"));
    }

    [Fact]
    public async Task Healthy_Asked_NeverAsksTheEndpoint()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/-/healthy"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/health"));

        Assert.Equal(0, endpoint.Requests(EndpointDocument.Task) + endpoint.Requests(EndpointDocument.TaskStats));
    }

    [Fact]
    public async Task TelemetryPath_Changed_MovesTheMetrics()
    {
        await using var exporter = await ExporterProcess.StartAsync("--web.telemetry-path=/some/where");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/some/where"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(exporter, "/metrics"));
        var page = await exporter.Http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("href=\"/some/where\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TelemetryPath_Root_HasTheMetricsInsteadOfThePage()
    {
        await using var exporter = await ExporterProcess.StartAsync("--web.telemetry-path=/");

        var page = await exporter.Http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(0, new Scrape(page)["ecs_up"]);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    [InlineData("BREW")]
    public async Task Metrics_AnyMethod_IsAnswered(string method)
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "metrics");

        using var response = await exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Counters_OtherPagesAndScrapes_CountScrapesExactly()
    {
        await using var exporter = await ExporterProcess.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            _ = await StatusAsync(exporter, "/-/healthy");
            var scrape = await exporter.ScrapeAsync();
            Assert.Equal(i, scrape["""promhttp_metric_handler_requests_total{code="200"}"""]);
            Assert.Equal(0, scrape["""promhttp_metric_handler_requests_total{code="500"}"""]);
            Assert.Equal(0, scrape["""promhttp_metric_handler_requests_total{code="503"}"""]);
            Assert.Equal(1, scrape["promhttp_metric_handler_requests_in_flight"]);
        }
    }

    [Fact]
    public async Task Listen_SeveralAddresses_ServesOnEach()
    {
        string[] hosts = Socket.OSSupportsIPv6 ? ["127.0.0.1", "127.0.0.2", "[::1]"] : ["127.0.0.1", "127.0.0.2"];
        await using var exporter = await ExporterProcess.StartAsync([.. hosts.Select(host => $"--web.listen-address={host}:0")]);
        _ = await exporter.LogLineAsync(line => line.Message == "Listening on" && line["address"]!.StartsWith(hosts[^1], StringComparison.Ordinal));

        var addresses = exporter.Log.Where(line => line.Message == "Listening on").Select(line => line["address"]!).ToList();

        Assert.Equal(hosts, addresses.Select(address => address[..address.LastIndexOf(':')]));
        foreach (var address in addresses)
        {
            Assert.Equal("ok\n", await exporter.Http.GetStringAsync(new Uri($"http://{address}/-/healthy"), TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("NONSENSE\r\n\r\n")]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\r\n\r\n")]
    public async Task Connection_Nonsense_IsRefusedAndTheNextServed(string sent)
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);

        await connection.SendAsync(sent);

        Assert.StartsWith("HTTP/1.1 4", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(exporter, "/-/healthy"));
        Assert.DoesNotContain((await exporter.StopAsync()).Log, line => line.Level == "ERROR");
    }

    private static async Task<HttpStatusCode> StatusAsync(ExporterProcess exporter, string path)
    {
        using var response = await exporter.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
