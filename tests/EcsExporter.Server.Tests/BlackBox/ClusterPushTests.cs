// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class ClusterPushTests
{
    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Demo_ClusterWithAReceiver_EveryFamilyArrivesAndEndsWithTheExporter()
    {
        await using var store = PrometheusServer.StartReceiver();
        await store.ReadyAsync();
        await using var exporter = await ExporterProcess.StartAsync(
            "demo", "--scenario=cluster", $"--push.url={store.Address}api/v1/write", "--push.interval=1s", "--push.instance=eu-central-1");
        _ = await exporter.LogLineAsync(static line => line.Message == "The region has been read completely");
        var page = await exporter.ScrapeAsync();
        using var api = new PrometheusApi(store.Address);

        _ = await Poll.ForAsync("every family is in the store", async () =>
        {
            var stored = (await NamesAsync(api)).ToHashSet();
            return page.Families.All(stored.Contains) ? stored : null;
        });
        Assert.Equal("eu-central-1", Assert.Single(await api.QueryAsync("ecs_api_up")).GetProperty("metric").GetProperty("instance").GetString());

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
        _ = await Poll.ForAsync("the series have ended", async () => (await NamesAsync(api)).Count == 0 ? api : null);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(PrometheusApi api) =>
        [.. (await api.QueryAsync("count by (__name__) ({job=\"ecs\"})")).Select(static one => one.GetProperty("metric").GetProperty("__name__").GetString()!)];
}
