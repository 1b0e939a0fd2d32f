// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class PrometheusTests
{
    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Prometheus_ScrapesTheExporter_HasEverySeries()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag());
        await using var prometheus = PrometheusServer.Start(exporter.BaseAddress);

        await Poll.ForAsync("Prometheus has scraped", async () =>
            (await prometheus.QueryAsync("up == 1 and on() ecs_up == 1")).Count == 1 ? prometheus : null);

        var stored = await prometheus.QueryAsync("{job=\"ecs\"}");
        var page = await exporter.ScrapeAsync();
        Assert.Equal(
            page.Series.Select(StoredSeries.Name).Order(StringComparer.Ordinal),
            stored.Keys.Where(series => series != "up" && !series.StartsWith("scrape_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotEmpty(page.SeriesOf("ecs_cpu_total"));
        Assert.Equal(0, endpoint.RateLimitedRequests);
    }

    [RequiresTheory(nameof(Requirements.Prometheus))]
    [InlineData("", null, "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/plain; version=0.0.4; charset=utf-8")]
    [InlineData(
        "--enable-feature=native-histograms",
        null,
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited")]
    public async Task Prometheus_ScrapesEachFormat_StoresTheSameValues(string flag, string? accept, string contentType)
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);

        // All scrapes share one reading, so that only the exporter's own figures differ.
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), "--ecs.cache-ttl=1h");
        await using var relay = await ScrapeRelay.StartAsync(exporter.BaseAddress, accept);
        var before = await exporter.ScrapeAsync();
        await using var prometheus = PrometheusServer.Start(relay.Address, flag.Length == 0 ? [] : [flag]);

        await Poll.ForAsync("Prometheus has scraped", async () =>
            (await prometheus.QueryAsync("up == 1 and on() ecs_up == 1")).Count == 1 ? prometheus : null);

        var stored = await prometheus.QueryAsync("{job=\"ecs\"}");
        var after = await exporter.ScrapeAsync();
        Assert.Equal([contentType], relay.ContentTypes.Distinct());
        Assert.All(
            before.Series.Where(series => series.StartsWith("ecs_", StringComparison.Ordinal) && before[series].Equals(after[series])),
            series => Assert.Equal(before[series], Value(stored[StoredSeries.Name(series)])));
        Assert.All(before.Families.Where(family => family.StartsWith("ecs_container_", StringComparison.Ordinal)), family =>
            Assert.All(before.SeriesOf(family), series => Assert.Equal(before[series], after[series])));
    }

    private static double Value(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
