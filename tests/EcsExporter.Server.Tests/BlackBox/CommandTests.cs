// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class CommandTests
{
    // The values of these families depend on the request or the time, not on the documents.
    private static readonly string[] Fleeting =
        ["ecs_endpoint_request_duration_seconds", "ecs_endpoint_last_success_timestamp_seconds", "dotnet_", "process_", "promhttp_"];

    [Fact]
    public async Task Once_SameDocuments_WritesWhatTheMetricsPageAnswers()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Freeze(endpoint);
        await using var exporter = await endpoint.StartExporterAsync();
        var page = await exporter.ScrapeAsync();

        var once = await ExporterProcess.RunAsync("once", endpoint.Flag());

        Assert.Equal(0, once.ExitCode);
        Assert.Empty(once.Errors);
        Assert.Equal(Lasting(page.Lines), Lasting(new Scrape(once.Output).Lines));
        Assert.NotEmpty(new Scrape(once.Output).SeriesOf("ecs_cpu_total"));
    }

    [Fact]
    public async Task Once_OneDocumentMissing_WritesTheRestAndExitsWithOne()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.Inject(EndpointDocument.TaskStats, Fault.NotFound);

        var once = await ExporterProcess.RunAsync("once", endpoint.Flag());

        Assert.Equal(1, once.ExitCode);
        var scrape = new Scrape(once.Output);
        Assert.Equal(0, scrape["ecs_up"]);
        Assert.NotEmpty(scrape.SeriesOf("ecs_task_info"));
        Assert.Equal("WARN", Assert.Single(once.Log).Level);
    }

    [Fact]
    public async Task Once_NoEndpoint_SaysWhyAndExitsWithOne()
    {
        var once = await ExporterProcess.RunAsync("once");

        Assert.Equal(1, once.ExitCode);
        Assert.Equal("There is no task metadata endpoint, so ecs_up is 0", Assert.Single(once.Log).Message);
        Assert.Equal(0, new Scrape(once.Output)["ecs_up"]);
    }

    [Fact]
    public async Task HealthCheck_ExporterRuns_ExitsWithZeroInSilence()
    {
        await using var exporter = await ExporterProcess.StartAsync();

        var check = await ExporterProcess.RunAsync("healthcheck", $"--web.listen-address={exporter.BaseAddress.Authority}");

        Assert.Equal((0, ""), (check.ExitCode, check.Output));
        Assert.Empty(check.Errors);
    }

    [Fact]
    public async Task HealthCheck_ExporterListensOnEveryAddress_AsksThisMachine()
    {
        var address = $":{FreePort.Find()}";
        await using var exporter = await ExporterProcess.StartAsync($"--web.listen-address={address}");

        var check = await ExporterProcess.RunAsync(
            new ExporterStart("healthcheck") { Environment = new Dictionary<string, string> { ["ECS_EXPORTER_WEB_LISTEN_ADDRESS"] = address } });

        Assert.Equal(0, check.ExitCode);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("")]
    public async Task HealthCheck_NothingListens_IsOneErrorLineAndExitCodeOne(string host)
    {
        var check = await ExporterProcess.RunAsync("healthcheck", $"--web.listen-address={host}:{FreePort.Find()}");

        Assert.Equal((1, ""), (check.ExitCode, check.Output));
        Assert.Equal("ERROR", Assert.Single(check.Log).Level);
    }

    [Fact]
    public async Task HealthCheck_PortZero_IsOneErrorLineAndExitCodeOne()
    {
        var check = await ExporterProcess.RunAsync("healthcheck", "--web.listen-address=127.0.0.1:0");

        Assert.Equal(1, check.ExitCode);
        Assert.Equal("ERROR", Assert.Single(check.Log).Level);
    }

    [Fact]
    public async Task HealthCheck_AnotherServer_IsUnhealthy()
    {
        await using var endpoint = await TestEndpoint.StartAsync();

        var check = await ExporterProcess.RunAsync("healthcheck", $"--web.listen-address={endpoint.MetadataUri.Authority}");

        Assert.Equal(1, check.ExitCode);
        Assert.Equal("status 404", Assert.Single(check.Log)["err"]);
    }

    [Theory]
    [InlineData("--version", "ecs_exporter, version ")]
    [InlineData("--help", "usage: ecs_exporter [")]
    [InlineData("help", "usage: ecs_exporter [")]
    [InlineData("-h", "usage: ecs_exporter [")]
    public async Task Print_HelpOrVersion_IsOnStandardOutputWithExitCodeZero(string argument, string beginning)
    {
        var result = await ExporterProcess.RunAsync(argument);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(beginning, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Log_Json_EveryLineIsAnObjectWithTheKeysInOrder()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.NotFound);
        await using var exporter = await endpoint.StartExporterAsync("--log.format=json", "--log.level=debug");
        _ = await exporter.ScrapeAsync();

        var result = await exporter.StopAsync();

        Assert.Contains(result.Log, line => line.Level == "WARN");
        Assert.All(result.Errors, line =>
        {
            var keys = JsonDocument.Parse(line).RootElement.EnumerateObject().Select(field => field.Name);
            Assert.Equal(["time", "level", "source", "msg"], keys.Take(4));
        });
    }

    [Fact]
    public async Task Environment_Variables_DoWhatTheFlagsDoAndYieldToThem()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart("--log.level=info")
        {
            Environment = new Dictionary<string, string>
            {
                ["ECS_CONTAINER_METADATA_URI_V4"] = $"{endpoint.MetadataUri}",
                ["ECS_EXPORTER_LOG_FORMAT"] = "json",
                ["ECS_EXPORTER_LOG_LEVEL"] = "error",
                ["ECS_EXPORTER_WEB_LISTEN_ADDRESS"] = "127.0.0.1:0",
                ["ECS_EXPORTER_WEB_TELEMETRY_PATH"] = "/figures",
                ["ECS_EXPORTER_COLLECTOR_CLASSIC"] = "false",
                ["ECS_EXPORTER_WEB_DISABLE_EXPORTER_METRICS"] = "true",
            },
        });

        var scrape = new Scrape(await exporter.Http.GetStringAsync(new Uri("/figures", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal(1, scrape["ecs_up"]);
        Assert.DoesNotContain("ecs_cpu_total", scrape.Families);
        Assert.DoesNotContain("process_open_fds", scrape.Families);
        Assert.Contains("ecs_payload_anomalies_total", scrape.Families);
        Assert.All((await exporter.StopAsync()).Errors, line => Assert.StartsWith("{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Environment_OnlyVersion3_IsRead()
    {
        await using var endpoint = await TestEndpoint.StartAsync("ec2-bridge");
        var result = await ExporterProcess.RunAsync(new ExporterStart("once")
        {
            Environment = new Dictionary<string, string> { ["ECS_CONTAINER_METADATA_URI"] = $"{endpoint.MetadataUriVersion3}" },
        });

        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(new Scrape(result.Output).SeriesOf("ecs_cpu_total"));
    }

    [Fact]
    public async Task Environment_VariableWithNonsense_IsAUsageErrorThatNamesIt()
    {
        var result = await ExporterProcess.RunAsync(
            new ExporterStart { Environment = new Dictionary<string, string> { ["ECS_EXPORTER_ECS_TIMEOUT"] = "soon" } });

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("(from ECS_EXPORTER_ECS_TIMEOUT), try --help", Assert.Single(result.Errors), StringComparison.Ordinal);
    }

    private static void Freeze(SimulatedEndpoint endpoint)
    {
        using var http = new HttpClient();
        var documents = new Dictionary<EndpointDocument, ReadOnlyMemory<byte>>
        {
            [EndpointDocument.Task] = http.GetByteArrayAsync(new Uri($"{endpoint.MetadataUri}/task")).Result,
            [EndpointDocument.TaskStats] = http.GetByteArrayAsync(new Uri($"{endpoint.MetadataUri}/task/stats")).Result,
        };
        endpoint.Documents = document => documents[document];
    }

    private static IEnumerable<string> Lasting(IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith('#') || !Fleeting.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal)));
}
