// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Tests a new task that gets the address of a task that has just ended; Prometheus scrapes both with the relabelling of ecs.yml.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class AddressReuseTests : IDisposable
{
    private const string Join = "ecs_task_info * on (job, instance) group_left () ecs_task_memory_limit_bytes";

    // On 127.0.0.1, the system could give the port to another server meanwhile.
    private const string Host = "127.0.0.2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("address-reuse");
    private readonly int _port = FreePort.Find();

    public void Dispose() => _folder.Delete(recursive: true);

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Ecs_TaskOnTheAddressOfAnother_JoinsFindBoth()
    {
        var found = await SwapAsync(relabelling => relabelling);

        Assert.Equal(2, found.Select(series => series.GetProperty("metric").GetProperty("instance").GetString()).Distinct().Count());
    }

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Ecs_AddressAsInstance_JoinsFail()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => SwapAsync(relabelling => InstanceRule().Replace(relabelling, "")));

        Assert.Contains("duplicate series", error.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<JsonElement>> SwapAsync(Func<string, string> change)
    {
        var targets = Path.Combine(_folder.FullName, "targets.json");
        var text = await File.ReadAllTextAsync(RepositoryRoot.File("deploy", "prometheus", "ecs.yml"), TestContext.Current.CancellationToken);
        var relabelling = Relabelling().Match(text).Value.Replace(".+:9779", $".+:{_port}", StringComparison.Ordinal);
        Discover(targets, "first");
        await using var prometheus = PrometheusServer.StartWith(
            "global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n  - job_name: ecs\n    honor_labels: true\n"
            + $"    file_sd_configs: [{"{"} files: [\"{targets}\"], refresh_interval: 1s {"}"}]\n{change(relabelling)}");
        await prometheus.ReadyAsync();
        using var api = new PrometheusApi(prometheus.Address);

        await ServeAsync(seed: 1, async () => await UntilAsync(api, "count(ecs_task_info) == 1"));
        await ServeAsync(seed: 2, async () =>
        {
            Discover(targets, "second");
            // Prometheus marks the series of a dropped target as stale two intervals later, and queries return the series of both targets until then.
            // The marker gets an earlier timestamp, so that later queries show hardly any overlap.
            _ = await Poll.ForAsync("the first target is gone", async () =>
            {
                _ = await api.QueryAsync(Join);
                var gone = await api.QueryAsync("""absent(ecs_up{task_id="first"}) and on () count(ecs_up{task_id="second"} offset 2s)""");
                return gone.Count > 0 ? "gone" : null;
            });
        });
        return await api.QueryAsync($"last_over_time(({Join})[1m:1s])");
    }

    private async Task ServeAsync(int seed, Func<Task> watch)
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions { Seed = seed }, TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), $"--web.listen-address={Host}:{_port}");
        await watch();
    }

    private static Task UntilAsync(PrometheusApi api, string query) =>
        Poll.ForAsync(query, async () => (await api.QueryAsync(query)).Count > 0 ? "found" : null);

    private void Discover(string file, string task)
    {
        var target = new JsonObject
        {
            ["targets"] = new JsonArray($"{Host}:{_port}"),
            ["labels"] = new JsonObject
            {
                ["__meta_ecs_tag_service_ecs_exporter"] = "true",
                ["__meta_ecs_last_status"] = "RUNNING",
                ["__meta_ecs_task_arn"] = $"arn:aws:ecs:eu-west-1:123456789012:task/prod/{task}",
            },
        };
        // The rename is atomic, so Prometheus never reads half a file.
        File.WriteAllText($"{file}.new", new JsonArray(target).ToJsonString());
        File.Move($"{file}.new", file, overwrite: true);
    }

    [GeneratedRegex(@"^    relabel_configs:\n(?s:.*)\z", RegexOptions.Multiline)]
    private static partial Regex Relabelling();

    [GeneratedRegex(@" +- source_labels: \[task_id\]\n +target_label: instance\n")]
    private static partial Regex InstanceRule();
}
