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
        // The cache keeps the polling test below the simulated endpoint's rate limit, which is that of the agent.
        await using var exporter = await ExporterProcess.StartAsync("demo", $"--scenario={scenario}", "--ecs.cache-ttl=100ms");
        var first = await exporter.ScrapeAsync();
        AssertUp(first);

        // Fargate samples stats every ten seconds, so the first change may take that long.
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

    /// <summary>Checks that the task is up; for a Managed Daemon, every task on its instance.</summary>
    private static void AssertUp(Scrape scrape)
    {
        Assert.NotEmpty(scrape.SeriesOf("ecs_up"));
        Assert.All(scrape.SeriesOf("ecs_up"), series => Assert.Equal(1, scrape[series]));
    }

    private static double CpuSeconds(Scrape scrape) =>
        scrape.SeriesOf("ecs_container_cpu_usage_seconds_total").Sum(series => scrape[series]);
}
