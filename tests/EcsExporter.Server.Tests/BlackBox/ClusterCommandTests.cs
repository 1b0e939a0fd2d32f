// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text.Json;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Model;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public sealed class ClusterCommandTests
{
    [Fact]
    public async Task Demo_Cluster_ServesMetricsDiscoveryAndThePage()
    {
        await using var exporter = await ExporterProcess.StartAsync("demo", "--scenario=cluster");
        _ = await exporter.LogLineAsync(static line => line.Message == "The region has been read completely");

        var scrape = await exporter.ScrapeAsync();
        Assert.Equal(1, scrape["ecs_api_up"]);
        Assert.NotEmpty(scrape.SeriesOf("ecs_service_desired_tasks"));
        Assert.NotEmpty(scrape.SeriesOf("process_cpu_seconds_total"));
        Assert.Equal("ready\n", await exporter.Http.GetStringAsync(new Uri("/-/ready", UriKind.Relative), TestContext.Current.CancellationToken));
        using var targets = JsonDocument.Parse(await exporter.Http.GetStringAsync(new Uri("/sd", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(scrape["ecs_discovery_targets"], targets.RootElement.GetArrayLength());
        var page = await exporter.Http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("<h2>Exporter working</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/sd\">", page, StringComparison.Ordinal);

        var end = await exporter.StopAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.DoesNotContain(end.Log, static line => line.Level != "INFO");

        // The environment variables in the simulated task definitions contain secrets.
        var metrics = string.Join('\n', scrape.Series);
        var written = string.Join('\n', [page, metrics, targets.RootElement.GetRawText(), .. end.Log.Select(static line => line.ToString())]);
        Assert.Contains("crash-loop", written, StringComparison.Ordinal);
        Assert.DoesNotContain(RegionTaskDefinition.SecretMarker, written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_OfAnotherRegion_GoesOnServingAndNamesTheReason()
    {
        await using var region = await SimulatedRegion.StartAsync(new SimulatedRegionOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart(
            "cluster", "--cluster.region=us-east-1", $"--cluster.ecs-endpoint={region.Address}", "--cluster.interval=1s")
        {
            Environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = region.Credentials.AccessKeyId,
                ["AWS_SECRET_ACCESS_KEY"] = region.Credentials.SecretAccessKey,
                ["AWS_SESSION_TOKEN"] = region.Credentials.SessionToken ?? "",
            },
        });
        var line = await exporter.LogLineAsync(static line => line.Message == "Requests to the AWS API are failing");

        Assert.Equal(("ListClusters", "credentials"), (line["actions"], line["reason"]));
        Assert.Equal(0, (await exporter.ScrapeAsync())["ecs_api_up"]);
        var page = await exporter.Http.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("Is the region right", page, StringComparison.Ordinal);
        Assert.DoesNotContain(region.Credentials.SessionToken!, page, StringComparison.Ordinal);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Cluster_WithoutCredentials_ServesAndSaysWhy()
    {
        await using var exporter = await ExporterProcess.StartAsync("cluster", "--cluster.region=eu-central-1", "--cluster.ecs-endpoint=http://127.0.0.1:9/");
        var line = await exporter.LogLineAsync(static line => line.Message == "Requests to the AWS API are failing");

        Assert.Equal("credentials", line["reason"]);
        Assert.Equal("ListClusters", line["actions"]);
        Assert.Equal(0, (await exporter.ScrapeAsync())["ecs_api_up"]);
        foreach (var path in new[] { "/sd", "/-/ready" })
        {
            using var answer = await exporter.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        Assert.Equal("ok\n", await exporter.Http.GetStringAsync(new Uri("/-/healthy", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("the command 'cluster' needs --cluster.region or AWS_REGION")]
    [InlineData("path must not be the discovery path, got '/sd' for flag '--web.telemetry-path'", "--cluster.region=eu-central-1", "--web.telemetry-path=/sd")]
    [InlineData(
        "--metrics.label=cluster=x clashes with the label 'cluster' of the metric ecs_cluster_", "--cluster.region=eu-central-1", "--metrics.label=cluster=x")]
    public async Task Cluster_OptionsThatCannotBe_AreAUsageError(string message, params string[] arguments)
    {
        var result = await ExporterProcess.RunAsync(["cluster", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"ecs_exporter: error: {message}", Assert.Single(result.Errors), StringComparison.Ordinal);
    }
}
