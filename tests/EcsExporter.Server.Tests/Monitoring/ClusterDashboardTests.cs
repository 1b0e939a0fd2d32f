// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>
/// Tests the dashboard "ECS services", and the queries in the documents about the command <c>cluster</c>, with twenty minutes of the demo's region.
/// </summary>
public sealed class ClusterDashboardTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(20);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("cluster-dashboard");

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Queries_RegionOfTheDemo_ReturnData()
    {
        var (data, end) = await RecordAsync();
        await using var prometheus = PrometheusServer.StartOn(data);
        await prometheus.ReadyAsync();
        using var api = new PrometheusApi(prometheus.Address);

        List<string> without = [];
        var queries = Dashboards.Queries([Dashboards.OfServices]).Concat(PromQlExamples.OfCluster()).ToList();
        foreach (var (place, expression) in queries)
        {
            if ((await api.QueryAsync(expression, end)).Count == 0)
            {
                without.Add($"{place}: {expression}");
            }
        }

        Assert.True(queries.Count > 40);
        Assert.True(without.Count == 0, $"Without data:\n{string.Join('\n', without)}");
        foreach (var cluster in (string[])["platform", "shop"])
        {
            await EveryPanelHasDataOrSaysWhyAsync(api, end, cluster);
        }
    }

    /// <summary>Creates the data folder of a Prometheus that has scraped the region and evaluated the rules.</summary>
    private async Task<(string Data, DateTimeOffset End)> RecordAsync()
    {
        var end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var recording = await RegionRecording.MakeAsync(
            RegionScenario.Demo,
            Duration,
            [
                new RegionEvent(1020, static region => region.Change(static model => model.Cluster("shop").Service("web").Deploy())),
                new RegionEvent(1110, static region => region.Faults.Inject("ListServices", RegionFault.Throttled.Times(2))),
            ],
            "--cluster.name=gone,platform,shop");
        var text = recording.AsOpenMetrics(end - Duration).Replace(
            "# EOF\n",
            $"ALERTS{{alertname=\"EcsTasksStopping\",alertstate=\"firing\",cluster=\"shop\",service=\"search\"}} 1 {end.ToUnixTimeSeconds()}\n# EOF\n",
            StringComparison.Ordinal);
        var file = Path.Combine(_temporary.FullName, "region.om");
        var data = Path.Combine(_temporary.FullName, "data");
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        _ = await Promtool.AcceptAsync("tsdb", "create-blocks-from", "openmetrics", file, data);
        return (data, end);
    }

    /// <summary>Checks that every panel has data for the cluster, or says why it has none.</summary>
    private static async Task EveryPanelHasDataOrSaysWhyAsync(PrometheusApi api, DateTimeOffset end, string cluster)
    {
        var variables = new Dictionary<string, string> { ["cluster"] = cluster };
        List<string> empty = [];
        foreach (var panel in Dashboards.Panels(Dashboards.OfServices))
        {
            var hasData = false;
            foreach (var query in Dashboards.Queries(panel, variables))
            {
                hasData = hasData || (await api.QueryAsync(query, end)).Count > 0;
            }

            if (!hasData
                && !panel.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("noValue", out _)
                && !panel.GetProperty("targets").GetRawText().Contains("or vector(0)", StringComparison.Ordinal))
            {
                empty.Add(panel.GetProperty("title").GetString()!);
            }
        }

        Assert.True(empty.Count == 0, $"Empty panels of {cluster}:\n{string.Join('\n', empty)}");
    }
}
