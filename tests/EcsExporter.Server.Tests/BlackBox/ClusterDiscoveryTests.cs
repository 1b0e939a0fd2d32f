// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;
using EcsExporter.Simulator.Region.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests that scrapers find the tasks of a region through <c>/sd</c> in every network mode, on loopback addresses.</summary>
[Trait("Category", "BlackBox")]
public sealed class ClusterDiscoveryTests : IAsyncDisposable
{
    private const string Relabelling =
        """
            relabel_configs:
              - { source_labels: [__meta_ecs_task_arn], target_label: task }
        """;

    /// <summary>The interval at which the exporter reads the region and a scraper requests targets.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    private readonly int _port = FreePort.Find();
    private readonly LoopbackTargets _listeners = new();
    private SimulatedRegion? _region;
    private ExporterProcess? _exporter;

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Prometheus_HttpDiscovery_FindsEveryRunningTaskAndDropsOldOnes()
    {
        var url = await StartAsync();
        await using var prometheus = PrometheusServer.StartWith(
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: ecs
                http_sd_configs: [{ url: "{{url}}", refresh_interval: 5s }]
            {{Relabelling}}
            """);
        await prometheus.ReadyAsync();
        await ScrapesFollowTheTasksAsync(prometheus.Address);
    }

    [RequiresFact(nameof(Requirements.VictoriaMetrics))]
    public async Task VictoriaMetrics_HttpDiscovery_FindsEveryRunningTaskAndDropsOldOnes()
    {
        var url = await StartAsync();
        await using var scraper = new VictoriaMetricsServer(
            $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: ecs
                http_sd_configs: [{ url: "{{url}}" }]
            {{Relabelling}}
            """,
            "-enableTCP6",
            "-promscrape.httpSDCheckInterval=5s");
        await ScrapesFollowTheTasksAsync(scraper.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await (_exporter?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_region?.DisposeAsync() ?? ValueTask.CompletedTask);
        _listeners.Dispose();
    }

    private async Task<Uri> StartAsync()
    {
        _region = await SimulatedRegion.StartAsync(
            new SimulatedRegionOptions
            {
                Scenario = new RegionScenario("networks", Build),
                Addresses = new RegionAddresses
                {
                    Task = static number => string.Create(CultureInfo.InvariantCulture, $"127.0.8.{number + 1}"),
                    IPv6Task = static _ => "::1",
                    Instance = static number => string.Create(CultureInfo.InvariantCulture, $"127.0.9.{number + 1}"),
                    DynamicHostPort = FreePort.Find,
                },
            },
            TestContext.Current.CancellationToken);
        var key = _region.Credentials;
        _exporter = await ExporterProcess.StartAsync(new ExporterStart(
            "cluster", $"--cluster.region={_region.Name}", $"--cluster.ecs-endpoint={_region.Address}", $"--cluster.ec2-endpoint={_region.Address}",
            "--cluster.interval=5s", string.Create(CultureInfo.InvariantCulture, $"--cluster.sd-port={_port}"))
        {
            Environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = key.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = key.SecretAccessKey,
                ["AWS_SESSION_TOKEN"] = key.SessionToken ?? "",
            },
        });
        return new Uri(_exporter.BaseAddress, "sd");
    }

    private void Build(RegionModel region)
    {
        var cluster = region.AddCluster("prod");
        cluster.AddInstances(2);
        _ = cluster.AddService(new ServiceDeclaration("awsvpc", Definition("awsvpc", NetworkMode.Awsvpc)) { DesiredCount = 3 });
        _ = cluster.AddService(new ServiceDeclaration("ipv6", Definition("ipv6", NetworkMode.Awsvpc)) { IPv6Only = true });
        _ = cluster.AddService(
            new ServiceDeclaration("bridge", Definition("bridge", NetworkMode.Bridge)) { LaunchType = LaunchType.Ec2, DesiredCount = 4 });
        _ = cluster.AddService(
            new ServiceDeclaration("host", Definition("host", NetworkMode.Host)) { LaunchType = LaunchType.Ec2, Strategy = SchedulingStrategy.Daemon });
    }

    private RegionTaskDefinition Definition(string family, NetworkMode mode) =>
        new(family, 1) { NetworkMode = mode, Containers = [RegionContainer.Application, RegionContainer.Exporter with { Ports = [_port] }] };

    private async Task ScrapesFollowTheTasksAsync(Uri scraper)
    {
        using var api = new PrometheusApi(scraper);
        var first = Open();
        Assert.Equal(10, first.Count);
        Assert.Contains(first.Values, address => address.StartsWith("[::1]:", StringComparison.Ordinal));
        await Poll.ForAsync("every task is scraped", async () => (await ScrapedAsync(api)).SetEquals(first.Keys) ? "" : null);
        await Poll.ForAsync("the exporter lists every task", async () => (await ListedAsync()).SetEquals(first.Keys) ? "" : null);

        _region!.Change(static region =>
        {
            foreach (var service in region.Cluster("prod").Services)
            {
                service.Deploy();
            }
        });
        await Poll.UntilAsync("the old tasks have ended", () => !Open().Keys.Intersect(first.Keys).Any());
        var second = Open();
        Assert.Equal(10, second.Count);
        var listed = await TimeOfAsync("the exporter lists no old task", async () => !(await ListedAsync()).Overlaps(first.Keys));
        var dropped = await TimeOfAsync("no old task is a target", async () => !(await TargetsAsync(api)).Overlaps(first.Keys));
        Assert.InRange(listed, TimeSpan.Zero, 2 * Refresh);
        Assert.InRange(dropped, TimeSpan.Zero, 2 * Refresh);
        await Poll.ForAsync("only the new tasks are scraped", async () => (await ScrapedAsync(api)).SetEquals(second.Keys) ? "" : null);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"the old tasks were gone from /sd {listed.TotalSeconds:0.0} s after their end, and from the targets {dropped.TotalSeconds:0.0} s later");
    }

    private static async Task<TimeSpan> TimeOfAsync(string what, Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        _ = await Poll.ForAsync(what, async () => await condition() ? what : null);
        return clock.Elapsed;
    }

    /// <summary>The tasks that the exporter lists.</summary>
    private async Task<HashSet<string>> ListedAsync()
    {
        var answer = await _exporter!.Http.GetStringAsync(new Uri("/sd", UriKind.Relative), TestContext.Current.CancellationToken);
        return
        [
            .. JsonDocument.Parse(answer).RootElement.EnumerateArray()
                .Select(static group => group.GetProperty("labels").GetProperty("__meta_ecs_task_arn").GetString()!),
        ];
    }

    private static async Task<HashSet<string>> TargetsAsync(PrometheusApi api) =>
        [.. (await api.ActiveTargetsAsync()).Select(static target => target.GetProperty("labels").GetProperty("task").GetString()!)];

    /// <summary>Starts to answer at the addresses of all running tasks; returns the addresses by task ARN.</summary>
    private Dictionary<string, string> Open()
    {
        var running = _region!.Read(region => region.Cluster("prod").Tasks
            .Where(task => task.LastStatusAt(region.Now) == "RUNNING")
            .ToDictionary(static task => task.Arn, AddressOf));
        foreach (var address in running.Values)
        {
            _listeners.Open(address);
        }

        return running;
    }

    private string AddressOf(RegionTask task) => task switch
    {
        { PrivateAddress: { } own } => string.Create(CultureInfo.InvariantCulture, $"{own}:{_port}"),
        { IPv6Address: { } own } => string.Create(CultureInfo.InvariantCulture, $"[{own}]:{_port}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{task.Instance!.PrivateAddress}:{task.HostPort("ecs-exporter", _port)}"),
    };

    /// <summary>The tasks that are targets of the scraper; empty until every target has been scraped successfully.</summary>
    private static async Task<HashSet<string>> ScrapedAsync(PrometheusApi api)
    {
        try
        {
            var targets = await api.ActiveTargetsAsync();
            return targets.All(static target => target.GetProperty("health").GetString() == "up")
                ? [.. targets.Select(static target => target.GetProperty("labels").GetProperty("task").GetString()!)]
                : [];
        }
        catch (HttpRequestException)
        {
            // The scraper does not listen yet.
            return [];
        }
    }
}
