// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class DemoTests
{
    public static TheoryData<string> Scenarios { get; } = [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Demo_EveryScenario_ServesSeriesThatLive(string scenario)
    {
        // The simulated endpoint has the agent's rate limit, which asking it again and again would meet.
        await using var exporter = await ExporterProcess.StartAsync("demo", $"--scenario={scenario}", "--ecs.cache-ttl=100ms");
        var first = await exporter.ScrapeAsync();
        AssertUp(first);

        // Fargate's figures are samples of every ten seconds, so the first change may take that long.
        var second = await Poll.ForAsync("a counter advances", async () =>
        {
            var scrape = await exporter.ScrapeAsync();
            return CpuSeconds(scrape) > CpuSeconds(first) ? scrape : null;
        });

        AssertUp(second);
        Assert.NotEmpty(second.SeriesOf("ecs_task_info"));
        var end = await exporter.StopAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(scenario, end.Log.Single(line => line.Message == "Simulating a task")["scenario"]);
        Assert.DoesNotContain(end.Log, line => line.Level != "INFO");
    }

    [Fact]
    public async Task Demo_NoScenario_IsFargateAndSaysWhatToOpen()
    {
        await using var exporter = await ExporterProcess.StartAsync("demo");

        Assert.Equal($"{exporter.BaseAddress}", (await exporter.LogLineAsync(static line => line.Message == "Open this address in a browser"))["address"]);

        Assert.Contains(
            (await exporter.ScrapeAsync()).SeriesOf("ecs_task_info"), series => series.Contains("launch_type=\"FARGATE\"", StringComparison.Ordinal));
    }

    /// <summary>The task is read; with a Managed Daemon, every task of its instance.</summary>
    private static void AssertUp(Scrape scrape)
    {
        Assert.NotEmpty(scrape.SeriesOf("ecs_up"));
        Assert.All(scrape.SeriesOf("ecs_up"), series => Assert.Equal(1, scrape[series]));
    }

    private static double CpuSeconds(Scrape scrape) =>
        scrape.SeriesOf("ecs_container_cpu_usage_seconds_total").Sum(series => scrape[series]);
}
