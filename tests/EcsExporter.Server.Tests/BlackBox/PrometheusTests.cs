// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public partial class PrometheusTests
{
    [Fact]
    public async Task Prometheus_ScrapesTheExporter_HasEverySeries()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag());
        await using var prometheus = PrometheusServer.Start(exporter.BaseAddress);

        await Patience.ForAsync("Prometheus has scraped", async () =>
            (await prometheus.QueryAsync("up == 1 and on() ecs_up == 1")).Count == 1 ? prometheus : null);

        var stored = await prometheus.QueryAsync("{job=\"ecs\"}");
        var page = await exporter.ScrapeAsync();
        Assert.Equal(
            page.Series.Select(WithoutEmptyLabels).Order(StringComparer.Ordinal),
            stored.Keys.Where(series => series != "up" && !series.StartsWith("scrape_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotEmpty(page.SeriesOf("ecs_cpu_total"));
        Assert.Equal(0, endpoint.RateLimitedRequests);
    }

    /// <summary>To Prometheus an empty label is none.</summary>
    private static string WithoutEmptyLabels(string series) =>
        EmptyLabel().Replace(series, match => match.Value.StartsWith('{') ? "{" : "").Replace("{,", "{", StringComparison.Ordinal);

    [GeneratedRegex("""[{,][a-z_]+=""(?=[,}])""")]
    private static partial Regex EmptyLabel();
}
