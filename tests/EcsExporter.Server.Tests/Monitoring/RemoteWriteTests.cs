// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Tests deploy/prometheus/agent.yml with a Prometheus in place of Amazon Managed Service for Prometheus.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class RemoteWriteTests
{
    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Agent_RemoteWrites_EverySeriesArrivesWithTheIdentityOfItsTask()
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);

        // All scrapes share one reading, so that the counters of containers do not change.
        await using var exporter = await ExporterProcess.StartAsync(
            endpoint.Flag(), "--ecs.cache-ttl=1h", "--metrics.task-labels=cluster,family,service,task_id");
        await using var receiver = PrometheusServer.StartReceiver();
        await using var agent = PrometheusServer.StartAgent(
            Configuration(exporter.BaseAddress, receiver.Address),
            new Dictionary<string, string> { ["ECS_CONTAINER_METADATA_URI_V4"] = $"http://169.254.170.2/v4/{endpoint.SimulatedTask.EndpointId}" });
        var page = await exporter.ScrapeAsync();
        var expected = page.Series.Select(StoredSeries.Name).Order(StringComparer.Ordinal).ToList();

        var stored = await Poll.ForAsync("every series has arrived", async () =>
        {
            var series = await receiver.QueryAsync("{job=\"ecs\",__name__!=\"up\",__name__!~\"scrape_.+\"}");
            return series.Count >= expected.Count ? series : null;
        });

        Assert.Equal(expected, stored.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            page.Series.Where(series => series.StartsWith("ecs_container_", StringComparison.Ordinal)),
            series => Assert.Equal(page[series], double.Parse(stored[StoredSeries.Name(series)], System.Globalization.CultureInfo.InvariantCulture)));
        using var api = new PrometheusApi(receiver.Address);
        var instance = Assert.Single(await api.QueryAsync("count by (instance, metadata_uri) ({job=\"ecs\"})")).GetProperty("metric");
        Assert.Equal($"{{\"instance\":\"{endpoint.SimulatedTask.EndpointId}\"}}", instance.GetRawText());
    }

    private static string Configuration(Uri exporter, Uri receiver)
    {
        var text = File.ReadAllText(RepositoryRoot.File("deploy", "prometheus", "agent.yml"));
        text = text.Replace("localhost:9779", exporter.Authority, StringComparison.Ordinal)
            .Replace("scrape_interval: 15s", "scrape_interval: 1s", StringComparison.Ordinal);
        text = RemoteWriteUrl().Replace(text, $"url: {receiver}api/v1/write");
        return Signature().Replace(text, "");
    }

    [GeneratedRegex("url: https:.*")]
    private static partial Regex RemoteWriteUrl();

    [GeneratedRegex(@"^    sigv4:\n      region: .*\n", RegexOptions.Multiline)]
    private static partial Regex Signature();
}
