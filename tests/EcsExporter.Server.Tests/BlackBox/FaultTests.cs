// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class FaultTests
{
    // Enough for a healthy document on a busy machine, and not much to wait for one that never comes.
    private const double ScrapeTimeoutSeconds = 2;

    private static readonly Dictionary<string, Fault> Faults = new Fault[]
    {
        Fault.NeverAnswers, Fault.NeverSendsBody, Fault.Drip(TimeSpan.FromMilliseconds(100)),
        Fault.ResetBeforeAnswer, Fault.ResetInBody, Fault.CloseBeforeAnswer, Fault.ContentLengthTooLarge,
        Fault.NotFound, Fault.TooManyRequests, Fault.InternalError, Fault.InternalErrorWithoutMessage, Fault.Unavailable,
        Fault.EmptyBody, Fault.Html, Fault.TruncatedJson, Fault.NotHttp, Fault.RedirectLoop,
        Fault.Json("[]"), Fault.Json("\"text\""), Fault.HugeBody,
    }.ToDictionary(fault => fault.Name);

    public static TheoryData<string, string> Cases { get; } = new()
    {
        { Fault.NeverAnswers.Name, "timeout" },
        { Fault.NeverSendsBody.Name, "timeout" },
        { Fault.Drip(TimeSpan.FromMilliseconds(100)).Name, "timeout" },
        { Fault.ResetBeforeAnswer.Name, "connect" },
        { Fault.ResetInBody.Name, "connect" },
        { Fault.CloseBeforeAnswer.Name, "connect" },
        { Fault.ContentLengthTooLarge.Name, "connect" },
        { Fault.NotFound.Name, "http_4xx" },
        { Fault.TooManyRequests.Name, "http_429" },
        { Fault.InternalError.Name, "http_5xx" },
        { Fault.InternalErrorWithoutMessage.Name, "http_5xx" },
        { Fault.Unavailable.Name, "http_5xx" },
        { Fault.EmptyBody.Name, "decode" },
        { Fault.Html.Name, "decode" },
        { Fault.TruncatedJson.Name, "decode" },
        { Fault.NotHttp.Name, "decode" },
        { Fault.RedirectLoop.Name, "decode" },
        { Fault.Json("[]").Name, "decode" },
        { Fault.Json("\"text\"").Name, "decode" },
        { Fault.HugeBody.Name, "too_large" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Scrape_TaskDocumentFails_SaysSoAndRecovers(string fault, string reason) =>
        FailAndRecoverAsync(fault, reason, EndpointDocument.Task, "task", "task_stats");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Scrape_StatsDocumentFails_SaysSoAndRecovers(string fault, string reason) =>
        FailAndRecoverAsync(fault, reason, EndpointDocument.TaskStats, "task_stats", "task");

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
        await using var exporter = await endpoint.StartExporterAsync($"--ecs.timeout={timeout}");

        Assert.Equal(timeout == "1us" ? 0 : 1, (await exporter.ScrapeAsync())["ecs_up"]);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Scrape_OneDocumentMissing_KeepsTheSelfMetrics()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        var healthy = await exporter.ScrapeAsync();
        endpoint.Faults.InjectAll(Fault.NotFound);

        var down = await exporter.ScrapeAsync();

        Assert.All(healthy.Families.Where(IsOwn), family => Assert.Contains(family, down.Families));
        Assert.DoesNotContain(down.Families, family => family.StartsWith("ecs_", StringComparison.Ordinal) && !IsOwn(family));
    }

    private static async Task FailAndRecoverAsync(string fault, string reason, EndpointDocument document, string failing, string working)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        endpoint.Faults.Inject(document, Faults[fault]);

        for (var count = 1; count <= 2; count++)
        {
            var scrape = await exporter.ScrapeAsync(ScrapeTimeoutSeconds);
            Assert.Equal(0, scrape["ecs_up"]);
            Assert.Equal(0, scrape[$$"""ecs_endpoint_up{endpoint="{{failing}}"}"""]);
            Assert.Equal(1, scrape[$$"""ecs_endpoint_up{endpoint="{{working}}"}"""]);
            var error = $$"""ecs_endpoint_errors_total{endpoint="{{failing}}",reason="{{reason}}"}""";
            Assert.Equal([new(error, count)], scrape.NonZero("ecs_endpoint_errors_total"));
            Assert.Equal(14, scrape.SeriesOf("ecs_endpoint_errors_total").Count());
        }

        endpoint.Faults.Clear();
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);

        var end = await exporter.StopAsync();
        Assert.Equal(0, end.ExitCode);
        var warning = Assert.Single(end.Log, line => line.Level is "WARN" or "ERROR");
        Assert.Equal((failing, reason), (warning["endpoint"], warning["reason"]));
        Assert.True(IsFailing(warning), warning.ToString());
        Assert.Equal(failing, Assert.Single(end.Log, IsRecovery)["endpoint"]);
    }

    private static bool IsFailing(LogLine line) => line is { Level: "WARN", Message: "Task metadata endpoint is failing" };

    private static bool IsRecovery(LogLine line) => line is { Level: "INFO", Message: "Task metadata endpoint works again" };

    private static bool IsOwn(string family) =>
        family is "ecs_up" or "ecs_payload_anomalies_total"
        || new[] { "ecs_endpoint_", "ecs_exporter_", "process_", "promhttp_", "dotnet_" }.Any(prefix => family.StartsWith(prefix, StringComparison.Ordinal));
}
