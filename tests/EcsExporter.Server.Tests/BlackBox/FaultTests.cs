// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests slow endpoints and endpoints that do not listen; <see cref="FaultMatrixTests"/> tests all other faults.</summary>
[Trait("Category", "BlackBox")]
public class FaultTests
{
    [Fact]
    public async Task Scrape_EndpointGoneAndBack_SaysSoAndRecovers()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        await endpoint.StopListeningAsync();

        var down = await exporter.ScrapeAsync();

        Assert.Equal(0, down["ecs_up"]);
        Assert.Equal(
            ["""ecs_endpoint_errors_total{endpoint="task",reason="connect"}""", """ecs_endpoint_errors_total{endpoint="task_stats",reason="connect"}"""],
            down.NonZero("ecs_endpoint_errors_total").Keys.Order(StringComparer.Ordinal));
        await endpoint.ListenAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        var log = (await exporter.StopAsync()).Log;
        Assert.Equal("task,task_stats", Assert.Single(log, IsFailing)["endpoint"]);
        Assert.Equal("task,task_stats", Assert.Single(log, IsRecovery)["endpoint"]);
    }

    [Fact]
    public async Task Scrape_EndpointGone_TaskLabelsStay()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync("--metrics.task-labels=cluster,family,service,task_id,revision");
        var up = Assert.Single((await exporter.ScrapeAsync()).SeriesOf("ecs_up"));
        Assert.DoesNotContain("\"\"", up, StringComparison.Ordinal);
        endpoint.Faults.Inject(EndpointDocument.Task, Fault.InternalError);

        Assert.Equal(0, (await exporter.ScrapeAsync())[up]);

        await endpoint.StopListeningAsync();
        Assert.Equal(0, (await exporter.ScrapeAsync())[up]);
    }

    [Fact]
    public async Task Scrape_EndpointSlowerThanTheFlag_TimesOutWithoutTheScrapersWord()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.NeverAnswers);
        await using var exporter = await endpoint.StartExporterAsync("--ecs.timeout=50ms");

        var scrape = await exporter.ScrapeAsync();

        Assert.Equal(0, scrape["ecs_up"]);
        Assert.Equal(1, scrape["""ecs_endpoint_errors_total{endpoint="task",reason="timeout"}"""]);
        Assert.Equal("no complete answer within 0.05 s", (await exporter.LogLineAsync(IsFailing))["err"]);
    }

    [Theory]
    [InlineData("2562047h")]
    [InlineData("1200h")]
    [InlineData("1us")]
    public async Task Scrape_TimeoutAtTheLimitsOfDurations_AnswersAndStops(string timeout)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        if (timeout == "1us")
        {
            endpoint.Faults.InjectAll(Fault.NeverAnswers);
        }

        await using var exporter = await endpoint.StartExporterAsync($"--ecs.timeout={timeout}");

        Assert.Equal(timeout == "1us" ? 0 : 1, (await exporter.ScrapeAsync())["ecs_up"]);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    private static bool IsFailing(LogLine line) => line is { Level: "WARN", Message: "Task metadata endpoint is failing" };

    private static bool IsRecovery(LogLine line) => line is { Level: "INFO", Message: "Task metadata endpoint works again" };
}
