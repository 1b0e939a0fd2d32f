// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Net;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Fuzz;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Logging;
using EcsExporter.Server.Tests.Push;
using EcsExporter.Server.Web;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Tests.Scraping;

/// <summary>Tests when the exporter is a Managed Daemon, which documents it then requests, and what it publishes.</summary>
public sealed class DaemonTests : IDisposable
{
    private const string DaemonScenario = "managed-instances-daemon";

    private readonly LogCapture _log = new();
    private readonly FakeTime _time = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(DaemonScenario, true, "auto", true)]
    [InlineData(DaemonScenario, false, "auto", false)] // AWS_EXECUTION_ENV names another platform
    [InlineData(DaemonScenario, true, "off", false)]
    [InlineData(DaemonScenario, false, "on", true)]
    [InlineData("managed-instances", true, "auto", false)] // a task of a service
    [InlineData("fargate", false, "auto", false)]
    public async Task Read_Setting_DecidesWhetherTheHostIsRead(string scenario, bool isOnManagedInstances, string setting, bool isDaemon)
    {
        await using var endpoint = await StartAsync(scenario);
        using var exporter = Create(endpoint, isOnManagedInstances, $"--ecs.daemon={setting}");

        var scrape = await ReadAsync(exporter);

        Assert.Equal((isDaemon, isDaemon), (exporter.IsDaemon, scrape.Host is not null));
        Assert.True(scrape.Task.IsUp);
        Assert.Equal(endpoint.SimulatedTask.Arn, scrape.Task.Identity.TaskArn);
        Assert.True(exporter.WasRead);
        Assert.Same(scrape.Host, exporter.Latest?.Host);
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData("auto", 1)]
    [InlineData("on", 0)]
    public async Task Read_Daemon_AsksForTwoDocumentsEachTime(string setting, int requestsForTheOwnTask)
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true, $"--ecs.daemon={setting}");
        for (var read = 1; read <= 3; read++)
        {
            _ = await ReadAsync(exporter);

            Assert.Equal((read, read), (endpoint.Requests(EndpointDocument.Tasks), endpoint.Requests(EndpointDocument.TasksStats)));
            Assert.Equal(
                (requestsForTheOwnTask, requestsForTheOwnTask),
                (endpoint.Requests(EndpointDocument.Task), endpoint.Requests(EndpointDocument.TaskStats)));
        }
    }

    [Fact]
    public async Task Read_OwnTaskNotReadAtFirst_IsTriedAgainUntilItIsRead()
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true);
        endpoint.Faults.Inject(EndpointDocument.Task, Fault.NotFound.Times(2));
        for (var read = 0; read < 2; read++)
        {
            var early = await ReadAsync(exporter);
            Assert.Null(early.Host);
            Assert.False(early.Task.IsUp);
            Assert.False(exporter.WasRead);
        }

        Assert.NotNull((await ReadAsync(exporter)).Host);
        Assert.True(exporter.IsDaemon);
    }

    [Theory]
    [InlineData("fargate", null, "http_5xx", "status 500")]
    [InlineData(DaemonScenario, 404, "http_4xx", "status 404")]
    public async Task Read_ForcedWhereTheHostCannotBeRead_SaysSoOnce(string scenario, int? status, string reason, string words)
    {
        await using var endpoint = await StartAsync(scenario);
        if (status is { } answer)
        {
            endpoint.Faults.InjectAll(Fault.Answer(answer, "text/plain", "404 page not found\n"));
        }

        using var exporter = Create(endpoint, false, "--ecs.daemon=on");
        var text = "";
        for (var read = 0; read < 3; read++)
        {
            text = Text(exporter, await ReadAsync(exporter));
        }

        // The exporter does not retry at once, because the answer cannot change.
        Assert.Equal(3, endpoint.Requests(EndpointDocument.Tasks));
        Assert.Contains("\necs_up{instance=\"", text, StringComparison.Ordinal);
        Assert.All(ExpositionText.Parse(text).Where(sample => sample.Family == "ecs_up"), sample => Assert.Equal(0, sample.Value));
        Assert.Contains(
            ExpositionText.Parse(text),
            sample => sample.Family == "ecs_endpoint_errors_total" && sample["endpoint"] == "tasks" && sample["reason"] == reason && sample.Value == 3);
        var line = Assert.Single(_log.Lines);
        Assert.Contains("level=ERROR", line, StringComparison.Ordinal);
        Assert.Contains("Daemon mode needs a document that this task metadata endpoint does not have", line, StringComparison.Ordinal);
        Assert.Contains("path=/tasks ", line, StringComparison.Ordinal);
        Assert.Contains(words, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Daemon_HasEveryTaskAndTheExportersFiguresOnce()
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true);

        var samples = ExpositionText.Parse(Text(exporter, await ReadAsync(exporter)));

        var ids = endpoint.SimulatedTask.HostAt(_time.GetUtcNow()).Select(IdOf).Order(StringComparer.Ordinal).ToList();
        var own = IdOf(endpoint.SimulatedTask);
        Assert.InRange(ids.Count, 4, int.MaxValue);
        Assert.Equal(ids, samples.Where(sample => sample.Family == "ecs_up" && sample.Value == 1).Select(sample => sample["instance"]));
        Assert.All(samples.Where(sample => sample.Family == "ecs_task_info"), sample => Assert.Equal(sample["task_id"], sample["instance"]));
        Assert.DoesNotContain(samples, sample => sample.Family == "up");
        var shared = samples.GroupBy(sample => sample.Family).Where(family => family.Select(sample => sample["instance"]).Distinct().Count() > 1);
        Assert.All(shared, family => Assert.StartsWith("ecs_", family.Key, StringComparison.Ordinal));
        Assert.All(
            samples.Where(sample => IsOwn(sample.Family)),
            sample => Assert.Equal(own, sample["instance"]));
        Assert.Equal(
            ["task", "task_stats", "tasks", "tasks_stats"],
            samples.Where(sample => sample.Family == "ecs_endpoint_up" && sample["instance"] == own).Select(sample => sample["endpoint"]));
        Assert.Equal(
            [("ecs_exporter_daemon_tasks", ids.Count), ("ecs_exporter_daemon_tasks_with_stats", ids.Count), ("ecs_exporter_daemon_tasks_without_stats", 0)],
            samples.Where(sample => sample.Family.StartsWith("ecs_exporter_daemon_", StringComparison.Ordinal))
                .Select(sample => (sample.Family, (int)sample.Value)));
    }

    [Fact]
    public async Task Write_Daemon_HasTheSeriesOfAnExporterInEachTask()
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true, "--no-collector.classic");
        var lines = Lines(Text(exporter, await ReadAsync(exporter)));
        var now = _time.GetUtcNow();
        foreach (var task in endpoint.SimulatedTask.HostAt(now))
        {
            endpoint.Documents = document => task.Document(document, now);
            using var own = Create(endpoint, false, "--no-collector.classic", "--ecs.daemon=off");

            var expected = Lines(Text(own, await ReadAsync(own))).Where(line => !IsOwn(line) && !IsAboutReading(line));

            var instance = $"instance=\"{IdOf(task)}\"";
            Assert.Equal(
                expected,
                lines.Where(line => line.Contains(instance, StringComparison.Ordinal) && !IsOwn(line) && !IsAboutReading(line))
                    .Select(line => WithoutLabel(line, instance)));
        }
    }

    [RequiresTheory(nameof(Requirements.Promtool))]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_Daemon_GivesPromtoolNothingToSay(bool isUp)
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true, "--no-collector.classic");
        _ = await ReadAsync(exporter);
        endpoint.Faults.InjectAll(isUp ? Fault.None : Fault.Html);

        Assert.Empty(await Promtool.ComplaintsAsync(Text(exporter, await ReadAsync(exporter))));
    }

    [Fact]
    public async Task Push_Daemon_DeliversEveryTaskAsATargetOfItsOwn()
    {
        await using var endpoint = await StartAsync();
        await using var receiver = new ScriptedReceiver(request => request.AnswerAsync(ScriptedReceiver.Accepted));
        using var exporter = Create(endpoint, true, $"--push.url={receiver.Url}");

        _ = await exporter.Pusher!.PushOnceAsync(TestContext.Current.CancellationToken);

        var series = receiver.Rest().SelectMany(request => PushedSeries.OfRemoteWrite(request.Body)).ToList();
        var ids = endpoint.SimulatedTask.HostAt(_time.GetUtcNow()).Select(IdOf).Order(StringComparer.Ordinal).ToList();
        foreach (var name in (string[])["up", "ecs_up", "ecs_task_info"])
        {
            Assert.Equal(ids, series.Where(one => Label(one, "__name__") == name).Select(one => Label(one, "instance")).Order(StringComparer.Ordinal));
        }

        Assert.All(series, one => Assert.Equal("ecs", Label(one, "job")));
        Assert.Equal([IdOf(endpoint.SimulatedTask)], series.Where(one => IsOwn(Label(one, "__name__")!)).Select(one => Label(one, "instance")).Distinct());
        Assert.Equal(IdOf(endpoint.SimulatedTask), exporter.Pusher.Instance);
    }

    [Fact]
    public async Task Push_DaemonStops_ReadsTheHostAnewForTheLastReading()
    {
        await using var endpoint = await StartAsync();
        await using var receiver = new ScriptedReceiver(request => request.AnswerAsync(ScriptedReceiver.Accepted));
        using var exporter = Create(endpoint, true, $"--push.url={receiver.Url}", "--ecs.cache-ttl=1s");
        exporter.Pusher!.Start();
        await Poll.UntilAsync("the first reading has arrived", () => exporter.Pusher.Counters.Delivered == 1);

        await exporter.Pusher.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal((2, 2), (endpoint.Requests(EndpointDocument.Tasks), endpoint.Requests(EndpointDocument.TasksStats)));
        Assert.Equal(3, exporter.Pusher.Counters.Delivered);
    }

    [Fact]
    public async Task Push_HundredTasks_FitIntoOneReading()
    {
        await using var endpoint = await StartAsync(Scenario.OfHostSize(100));
        await using var receiver = new ScriptedReceiver(request => request.AnswerAsync(ScriptedReceiver.Accepted));
        using var exporter = Create(endpoint, true, $"--push.url={receiver.Url}");

        _ = await exporter.Pusher!.PushOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, exporter.Pusher.Counters.Delivered);
        var instances = receiver.Rest().SelectMany(request => PushedSeries.OfRemoteWrite(request.Body))
            .Where(series => series.Name == "up").Select(series => Label(series, "instance"));
        Assert.Equal(100, instances.Distinct().Count());
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("auto", false)]
    public async Task Exporter_LabelCalledInstance_IsAnErrorWhereDaemonModeIsForced(string setting, bool isError)
    {
        await using var endpoint = await StartAsync();
        if (isError)
        {
            var error = Assert.Throws<UsageException>(() => Create(endpoint, true, $"--ecs.daemon={setting}", "--metrics.label=instance=x"));
            Assert.Equal("--ecs.daemon=on clashes with --metrics.label=instance=x: both set the label 'instance'", error.Message);
            return;
        }

        using var exporter = Create(endpoint, true, $"--ecs.daemon={setting}", "--metrics.label=instance=x");
        Assert.DoesNotContain("instance=\"x\"", Text(exporter, await ReadAsync(exporter)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "127.0.0.1", true)]
    [InlineData(true, "::1", true)]
    [InlineData(true, "10.0.0.7", false)]
    [InlineData(true, null, false)]
    [InlineData(false, "10.0.0.7", true)]
    public async Task Demand_TasksOfTheHost_AreForLoopbackUnlessAnAddressWasGiven(bool isLoopbackOnly, string? address, bool isAllowed)
    {
        await using var endpoint = await StartAsync();
        using var exporter = Create(endpoint, true);
        var scrape = await ReadAsync(exporter);
        var access = new HostAccess(isLoopbackOnly);
        var context = new DefaultHttpContext();
        context.Connection.LocalIpAddress = address is null ? null : IPAddress.Parse(address);

        Assert.Equal(isAllowed, Record.Exception(() => access.Demand(context, scrape.Host)) is null);
        access.Demand(context, null);
    }

    [Theory]
    [InlineData(":9779", "localhost:9779")]
    [InlineData("10.0.0.7:80", "localhost:80")]
    public void OnLoopback_AnyAddress_IsTheSamePortOnLoopback(string address, string expected) =>
        Assert.Equal(expected, ListenAddress.Parse(address).OnLoopback().ToString());

    private static bool IsOwn(string line) =>
        new[] { "ecs_exporter_", "process_", "promhttp_", "dotnet_", "ecs_endpoint_errors_", "ecs_payload_" }
            .Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether a line is about the requests, whose durations and times differ from exporter to exporter.</summary>
    private static bool IsAboutReading(string line) => line.StartsWith("ecs_endpoint_", StringComparison.Ordinal);

    private static string WithoutLabel(string line, string label) => line
        .Replace($"{{{label}}}", "", StringComparison.Ordinal)
        .Replace($"{{{label},", "{", StringComparison.Ordinal)
        .Replace($",{label}", "", StringComparison.Ordinal);

    private static string? Label(PushedSeries series, string name) =>
        series.Labels.Split('\u0001').FirstOrDefault(label => label.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    private static List<string> Lines(string text) => [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    private static string IdOf(SimulatedTask task) => task.Arn.Split('/')[^1];

    private static Task<ScrapeContext> ReadAsync(Exporter exporter) => exporter.ReadAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken);

    private static string Text(Exporter exporter, ScrapeContext scrape)
    {
        ArrayBufferWriter<byte> output = new();
        exporter.Write(scrape, ExpositionFormat.Text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private Task<SimulatedEndpoint> StartAsync(string scenario = DaemonScenario) => StartAsync(Scenario.Find(scenario)!);

    private Task<SimulatedEndpoint> StartAsync(Scenario scenario) => SimulatedEndpoint.StartAsync(
        new SimulatedEndpointOptions { Scenario = scenario, RateLimit = false, TimeProvider = _time },
        TestContext.Current.CancellationToken);

    private Exporter Create(SimulatedEndpoint endpoint, bool isOnManagedInstances, params IReadOnlyList<string> args)
    {
        var options = CommandLineParser.Parse(args, static name => name == "ECS_EXPORTER_ECS_CACHE_TTL" ? "0" : null, Collector.All).Options;
        var address = new MetadataEndpoint(endpoint.MetadataUri, "test") { IsOnManagedInstances = isOnManagedInstances };
        return new Exporter(address, options, static _ => null, TimeProvider.System, _log.Logger());
    }
}
