// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.Monitoring;

public sealed partial class ScrapeConfigurationTests : IDisposable
{
    private static readonly string Folder = RepositoryRoot.File("deploy", "prometheus");
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("scrape-configuration");

    /// <summary>All configurations except those of collectors and the one that needs a newer Prometheus.</summary>
    public static TheoryData<string> PlainFiles { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.yml").Select(path => Path.GetFileName(path))
            .Where(name => name is not ("adot.yml" or "ecs-observer.yml" or "ecs.yml")).Order(StringComparer.Ordinal),
    ];

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresTheory(nameof(Requirements.Promtool))]
    [MemberData(nameof(PlainFiles))]
    public async Task Configuration_Promtool_AcceptsIt(string file)
    {
        var path = Path.Combine(Folder, file);

        _ = file == "agent.yml"
            ? await Promtool.AcceptAsync("check", "config", "--agent", path)
            : await Promtool.AcceptAsync("check", "config", path);
        Assert.StartsWith("# For Prometheus 2.42 or later", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task Ecs_DiscoveredTasks_KeepsThoseThatRunTheExporterAndNamesThem()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "ecs.yml"), TestContext.Current.CancellationToken);
        Assert.StartsWith("# For Prometheus 3.10 or later", text, StringComparison.Ordinal);
        var tasks = string.Concat(
            Discovered("10.0.0.1:9779", serviceTag: "true"),
            Discovered("10.0.0.2:9779", taskTag: "true"),
            Discovered("10.0.0.3:9779"),
            Discovered("10.0.0.4:9779", serviceTag: "true", status: "STOPPED"),
            Discovered("10.0.0.5:80", serviceTag: "true"));

        var targets = await DiscoverAsync(AwsDiscovery().Replace(text, $"    static_configs:\n{tasks}    relabel_configs:\n"), "ecs");

        Assert.Equal(["10.0.0.1:9779", "10.0.0.2:9779"], targets.Select(target => target["__address__"]).Order(StringComparer.Ordinal));
        Assert.All(targets, target => Assert.Equal(
            "prod shop storefront 0123456789abcdef0123456789abcdef 0123456789abcdef0123456789abcdef",
            $"{target["cluster"]} {target["family"]} {target["service"]} {target["task_id"]} {target["instance"]}"));
    }

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task Ecs_TwoTasksOnOneAddress_AreTwoInstances()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "ecs.yml"), TestContext.Current.CancellationToken);
        var tasks = Discovered("10.0.0.1:9779", serviceTag: "true") + Discovered("10.0.0.1:9779", serviceTag: "true", task: "fedcba98765432100123456789abcdef");

        var targets = await DiscoverAsync(AwsDiscovery().Replace(text, $"    static_configs:\n{tasks}    relabel_configs:\n"), "ecs");

        Assert.Equal(
            ["0123456789abcdef0123456789abcdef", "fedcba98765432100123456789abcdef"],
            targets.Select(target => target["instance"]).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// When the service discovery does not know the task, the exporter's label identifies it. The tests of the rules cover two tasks on one address.
    /// </summary>
    [Theory]
    [InlineData("cloud-map.yml")]
    [InlineData("ec2-host.yml")]
    [InlineData("managed-collector.yml")]
    [InlineData("ecs-observer.yml")]
    [InlineData("cloudwatch-agent.yml")]
    public async Task Discovery_ThatDoesNotKnowTheTask_TakesTheInstanceFromTheExporter(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

        Assert.Equal(ScrapeJob().Count(text), InstanceOfTheExporter().Count(text));
        Assert.Contains("--metrics.task-labels=", text, StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task HttpSd_RegionOfTheDemo_NamesEachContainerOnce()
    {
        await using var exporter = await ExporterProcess.StartAsync("demo", "--scenario=cluster");
        _ = await exporter.LogLineAsync(static line => line.Message == "The region has been read completely");
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "http-sd.yml"), TestContext.Current.CancellationToken);
        text = text.Replace("ecs-exporter-cluster.internal.example.com:9779", exporter.Http.BaseAddress!.Authority, StringComparison.Ordinal);

        var tasks = await DiscoverAsync(text, "ecs");
        var applications = await DiscoverAsync(text, "ecs-applications");

        Assert.Equal((await exporter.ScrapeAsync())["ecs_discovery_targets"], tasks.Count + applications.Count);
        Assert.Contains(tasks, static task => task["service"] == "edge"); // the task has an IPv6 address only
        Assert.Contains(tasks, static task => task["service"] == "api"); // the host ports of the task are dynamic
        Assert.Equal(["api", "web"], applications.Select(static one => one["service"]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(applications, static one => Assert.Equal("app", one["container_name"]));
        foreach (var targets in new[] { tasks, applications })
        {
            Assert.Equal(targets.Count, targets.Select(static target => target["instance"]).Distinct().Count());
            Assert.All(targets, static target => Assert.Equal(target["instance"], target["task_id"]));
            Assert.All(targets, static target => Assert.Equal(target["service"], target["family"]));
        }
    }

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task Adot_PrometheusReceiver_TakesTheInstanceFromTheMetadataAddress()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "adot.yml"), TestContext.Current.CancellationToken);
        var receiver = PrometheusReceiver().Match(text).Groups[1].Value;

        // The OpenTelemetry collector expands the variable like this.
        receiver = receiver.Replace("${env:ECS_CONTAINER_METADATA_URI_V4}", "http://169.254.170.2/v4/0123-456", StringComparison.Ordinal)
            .Replace("$$", "$", StringComparison.Ordinal);

        var target = Assert.Single(await DiscoverAsync(LeadingSpaces().Replace(receiver, ""), "ecs"));
        Assert.Equal("0123-456", target["instance"]);
    }

    private static string Discovered(
        string address, string serviceTag = "", string taskTag = "", string status = "RUNNING",
        string task = "0123456789abcdef0123456789abcdef") => $"""
              - targets: ["{address}"]
                labels:
                  __meta_ecs_cluster: prod
                  __meta_ecs_service: storefront
                  __meta_ecs_task_definition: arn:aws:ecs:eu-west-1:123456789012:task-definition/shop:27
                  __meta_ecs_task_arn: arn:aws:ecs:eu-west-1:123456789012:task/prod/{task}
                  __meta_ecs_last_status: {status}
                  __meta_ecs_tag_service_ecs_exporter: "{serviceTag}"
                  __meta_ecs_tag_task_ecs_exporter: "{taskTag}"

        """;

    private async Task<IReadOnlyList<Dictionary<string, string>>> DiscoverAsync(string configuration, string job)
    {
        var path = Path.Combine(_temporary.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(path, configuration, TestContext.Current.CancellationToken);
        var found = await Promtool.AcceptAsync("check", "service-discovery", "--timeout=1s", path, job);
        return
        [
            .. JsonDocument.Parse(found).RootElement.EnumerateArray()
                .Select(target => target.GetProperty("labels"))
                .Where(labels => labels.ValueKind == JsonValueKind.Object && labels.EnumerateObject().Any())
                .Select(labels => labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!)),
        ];
    }

    [GeneratedRegex(@"^    aws_sd_configs:.*^    relabel_configs:\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex AwsDiscovery();

    [GeneratedRegex(@"^    config:\n(.*?)^processors:", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex PrometheusReceiver();

    [GeneratedRegex("^ *- job_name: ", RegexOptions.Multiline)]
    private static partial Regex ScrapeJob();

    [GeneratedRegex(@"metric_relabel_configs:\n +- source_labels: \[task_id\]\n +regex: \(\.\+\)\n +target_label: instance\n")]
    private static partial Regex InstanceOfTheExporter();

    [GeneratedRegex("^      ", RegexOptions.Multiline)]
    private static partial Regex LeadingSpaces();
}
