// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>
/// Tests that the rules and the dashboards give the same results for tasks that a Managed Daemon pushes as for tasks with their own exporters, which
/// push the same documents to another store.
/// </summary>
[Trait("Category", "BlackBox")]
public sealed partial class DaemonStoreTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("daemon-rules");

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Push_Daemon_RulesAndDashboardsHaveWhatTheyHaveOfSidecars()
    {
        await using var endpoint = await TestEndpoint.StartAsync("managed-instances-daemon");
        var tasks = endpoint.SimulatedTask.HostAt(TimeProvider.System.GetUtcNow()).ToList();
        Assert.InRange(tasks.Count, 5, int.MaxValue);
        await using var ofDaemon = PrometheusServer.StartReceiver(Configuration());
        await using var ofSidecars = PrometheusServer.StartReceiver(Configuration());
        await ofDaemon.ReadyAsync();
        await ofSidecars.ReadyAsync();
        endpoint.Documents = document => endpoint.SimulatedTask.Document(document, TimeProvider.System.GetUtcNow());
        await using var daemon = await endpoint.StartExporterAsync("--ecs.daemon=on", $"--push.url={ofDaemon.Address}api/v1/write", "--push.interval=1s");
        List<IAsyncDisposable> sidecars = [];
        try
        {
            foreach (var task in tasks)
            {
                var sidecar = await TestEndpoint.StartAsync("managed-instances-daemon");
                sidecar.Documents = document => task.Document(document, TimeProvider.System.GetUtcNow());
                sidecars.Add(sidecar);
                sidecars.Add(await sidecar.StartExporterAsync("--ecs.daemon=off", $"--push.url={ofSidecars.Address}api/v1/write", "--push.interval=1s"));
            }

            using var daemonApi = new PrometheusApi(ofDaemon.Address);
            using var sidecarApi = new PrometheusApi(ofSidecars.Address);
            await HaveEveryTaskAsync(daemonApi, tasks.Count);
            await HaveEveryTaskAsync(sidecarApi, tasks.Count);
            await RulesAgreeAsync(daemonApi, sidecarApi);
            foreach (var (_, example) in PromQlExamples.OfDaemons())
            {
                Assert.NotEmpty(await daemonApi.QueryAsync(example));
            }

            var own = endpoint.SimulatedTask.Arn;
            await PanelsAgreeAsync(daemonApi, sidecarApi, [.. tasks.Where(task => task.Arn != own).Select(task => task.Arn.Split('/')[^1])]);
        }
        finally
        {
            foreach (var each in Enumerable.Reverse(sidecars))
            {
                await each.DisposeAsync();
            }
        }
    }

    private static async Task HaveEveryTaskAsync(PrometheusApi api, int tasks)
    {
        foreach (var name in (string[])["up", "ecs_task:cpu_usage_cores:rate5m", "ecs_task:network_receive_bytes:rate5m"])
        {
            _ = await Poll.ForAsync($"{name} has every task", async () => await api.QueryAsync(name) is { } series && series.Count == tasks ? series : null);
        }
    }

    /// <summary>Checks that every recording rule gives series with the same labels in both stores, and that most rules give some.</summary>
    private static async Task RulesAgreeAsync(PrometheusApi daemon, PrometheusApi sidecars)
    {
        var rules = await daemon.RecordingRulesAsync();
        Assert.NotEmpty(rules);
        Assert.Equal(rules, await sidecars.RecordingRulesAsync());
        var withData = 0;
        foreach (var rule in rules)
        {
            withData += await AgreeAsync(rule, rule, daemon, sidecars) ? 1 : 0;
        }

        Assert.InRange(withData, rules.Count / 2, rules.Count);
    }

    /// <summary>
    /// Checks that every panel has the same series of a task from the daemon as from the task's own exporter. The daemon's own task is left out,
    /// because the daemon also publishes the documents of the host.
    /// </summary>
    private static async Task PanelsAgreeAsync(PrometheusApi daemon, PrometheusApi sidecars, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            var withData = 0;
            var variables = new Dictionary<string, string> { ["task"] = id };
            foreach (var panel in Dashboards.OfTasks.SelectMany(Dashboards.Panels))
            {
                foreach (var query in Dashboards.Queries(panel, variables))
                {
                    withData += await AgreeAsync($"{id}, panel {panel.GetProperty("title").GetString()}", query, daemon, sidecars) ? 1 : 0;
                }
            }

            Assert.InRange(withData, 20, int.MaxValue);
        }
    }

    /// <summary>Waits until both stores give the same series; returns whether there are series.</summary>
    private static async Task<bool> AgreeAsync(string what, string query, PrometheusApi daemon, PrometheusApi sidecars)
    {
        var series = await Poll.ForAsync($"{what} is the same in both stores", async () =>
        {
            var (ofDaemon, ofSidecars) = (await SeriesAsync(daemon, query), await SeriesAsync(sidecars, query));
            return ofDaemon.SequenceEqual(ofSidecars) ? ofDaemon : null;
        });
        return series.Count > 0;
    }

    private static async Task<List<string>> SeriesAsync(PrometheusApi api, string query) =>
        [.. (await api.QueryAsync(query)).Select(result => result.GetProperty("metric").GetRawText()).Order(StringComparer.Ordinal)];

    /// <summary>The unchanged rules of deploy/rules, evaluated every second.</summary>
    private string Configuration()
    {
        foreach (var file in (string[])["recording.yml", "alerts.yml"])
        {
            var rules = Interval().Replace(File.ReadAllText(RepositoryRoot.File("deploy", "rules", file)), "interval: 1s");
            File.WriteAllText(Path.Combine(_temporary.FullName, file), rules);
        }

        return $"""
            global: {"{"} evaluation_interval: 1s {"}"}
            rule_files: [{_temporary.FullName}/recording.yml, {_temporary.FullName}/alerts.yml]
            """;
    }

    [GeneratedRegex(@"\binterval: \d+[sm]\b")]
    private static partial Regex Interval();
}
