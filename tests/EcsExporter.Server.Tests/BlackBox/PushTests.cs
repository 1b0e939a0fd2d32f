// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.Push;
using EcsExporter.Server.Tests.WebConfig;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests that the executable pushes its readings.</summary>
[Trait("Category", "BlackBox")]
public sealed class PushTests
{
    private const string Forbidden = "HTTP/1.1 403 Forbidden\r\nContent-Length: 42\r\n\r\nUser is not authorized to aps:RemoteWrite.";

    private static readonly string[] Secrets = ["secret-path", "hidden-key", "t0ken-of-the-test", "tenant-of-the-test"];

    // Arguments, environment variables, the receiver's answer, and the log lines with the error.
    public static TheoryData<string, string, string, string[]> Refusals => new()
    {
        {
            "", "", Forbidden,
            ["not delivered: the receiver answered 403: User is not authorized to aps:RemoteWrite.", "aps:RemoteWrite on this workspace"]
        },
        { "", "", "HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\nno workspace", ["the receiver answered 404: no workspace", "its id and region"] },
        { "", "", "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", ["the receiver answered 401", "\nAdvice:       Check --push.auth"] },
        { "", "", "HTTP/1.1 400 Bad\r\nContent-Length: 12\r\n\r\nout of order", ["the receiver answered 400: out of order", "same job and instance"] },
        { "", "", "HTTP/1.1 429 Slow\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n", ["the receiver answered 429", "With a longer --push.interval"] },
        { "", "", "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", ["the receiver answered 500", "\nAdvice:       The receiver is failing: see its log.\n"] },
        { "", "", "HTTP/1.1 302 Found\r\nLocation: https://x/\r\nContent-Length: 0\r\n\r\n", ["the receiver answered 302", "redirects are not followed"] },
        { "--push.timeout=200ms", "", "", ["no answer within 0.2 s", "a VPC endpoint"] },
        { "--push.url=http://127.0.0.1:1/w", "", "", ["not delivered: Connection refused", "Is the address right"] },
        { "--push.url=http://no-such-host.invalid/w", "", "", ["the name of no-such-host.invalid cannot be resolved", "DNS"] },
        {
            "--push.auth=sigv4 --push.aws-service=aps --push.aws-region=eu-west-1", "", "",
            ["there are no AWS credentials: none of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "task role (taskRoleArn)"]
        },
        {
            "--push.auth=sigv4 --push.aws-service=aps --ecs.metadata-uri=http://127.0.0.1:1/v4/x",
            "AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=t0ken-of-the-test", "",
            ["the AWS region is not known: set --push.aws-region or AWS_REGION"]
        },
    };

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Serve_WithAReceiver_EverySeriesArrivesAndEndsWithTheExporter()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var store = PrometheusServer.StartReceiver();
        await store.ReadyAsync();
        await using var exporter = await endpoint.StartExporterAsync($"--push.url={store.Address}api/v1/write", "--push.interval=1s");
        using var api = new PrometheusApi(store.Address);
        var page = await DeliveredAsync(exporter);

        var stored = await Poll.ForAsync("every series is in the store", async () =>
        {
            var names = await NamesAsync(api, "{job=\"ecs\"}");
            return page.Families.All(names.Contains) ? names : null;
        });
        Assert.Equal([.. page.Families.Append("up").Order(StringComparer.Ordinal)], stored.Order(StringComparer.Ordinal));
        var instance = Assert.Single(await api.QueryAsync("count by (instance) ({job=\"ecs\"})")).GetProperty("metric").GetProperty("instance").GetString();
        Assert.Equal(endpoint.SimulatedTask.Arn.Split('/')[^1], instance);

        var end = await exporter.StopAsync();

        Assert.Equal(0, end.ExitCode);
        await Poll.ForAsync("every series has ended", async () => (await api.QueryAsync("{job=\"ecs\"}")).Count == 0 ? api : null);
        Assert.NotEmpty(await api.QueryAsync("last_over_time(ecs_container_exit_code{job=\"ecs\"}[5m])"));
        Assert.DoesNotContain(end.Log, line => line.Level is "WARN" or "ERROR");
    }

    /// <summary>One of two exporters of the same task pushes, the other is scraped. A rate over a time that both cover must be the same.</summary>
    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Serve_ScrapedAndPushed_RatesAgree()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var pushed = PrometheusServer.StartReceiver();
        await using var exporter = await endpoint.StartExporterAsync($"--push.url={pushed.Address}api/v1/write", "--push.interval=1s");
        await using var scraped = PrometheusServer.Start(exporter.BaseAddress);
        using var fromPush = new PrometheusApi(pushed.Address);
        using var fromScrape = new PrometheusApi(scraped.Address);

        _ = await DeliveredAsync(exporter);
        _ = await Poll.ForAsync("the scraped twin has a series", async () => (await scraped.QueryAsync("up")).Count > 0 ? scraped : null);
        var rate = await Poll.ForAsync("the rates agree within one percent", async () =>
        {
            const string Query = "sum(rate(ecs_container_cpu_usage_seconds_total{job=\"ecs\"}[15s]))";
            var (one, other) = (await ValueAsync(fromPush, Query), await ValueAsync(fromScrape, Query));
            return one > 0 && Math.Abs(one - other) <= 0.01 * other ? $"{one}" : null;
        });

        Assert.NotEmpty(rate);
    }

    [Fact]
    public async Task Terminate_ReceiverHangs_EndsAllTheSame()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var receiver = new ScriptedReceiver(static request => request.HangAsync());
        await using var exporter = await endpoint.StartExporterAsync($"--push.url={receiver.Url}", "--push.shutdown-timeout=200ms");
        _ = await receiver.NextAsync();

        var end = await exporter.StopAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("The last readings were not delivered in time", Assert.Single(end.Log, line => line.Level == "WARN").Message);
    }

    [Fact]
    public async Task Push_ReceiverTakesTheReading_SaysSoAndExitsWithZero()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var receiver = ScriptedReceiver.Of(ScriptedReceiver.Accepted);

        var push = await ExporterProcess.RunAsync("push", endpoint.Flag(), $"--push.url={receiver.Url}");

        Assert.Equal(0, push.ExitCode);
        Assert.Empty(push.Errors);
        Assert.Contains($"Receiver:     {receiver.Url.Authority}, remote write\n", push.Output, StringComparison.Ordinal);
        var id = endpoint.SimulatedTask.Arn.Split('/')[^1];
        Assert.Contains($"Series:       job=\"ecs\", instance=\"{id}\"\n", push.Output, StringComparison.Ordinal);
        Assert.EndsWith("Result:       delivered\n", push.Output, StringComparison.Ordinal);
        Assert.Single(receiver.Rest());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Push_ReadingDoesNotArrive_SaysWhyAndExitsWithOne(string arguments, string variables, string answer, string[] words)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var receiver = new ScriptedReceiver(request => answer.Length > 0 ? request.AnswerAsync(answer) : request.HangAsync());
        string[] url = arguments.Contains("--push.url", StringComparison.Ordinal) ? [] : [$"--push.url={receiver.Url}"];
        string[] metadata = arguments.Contains("--ecs.metadata-uri", StringComparison.Ordinal) ? [] : [endpoint.Flag()];

        var push = await ExporterProcess.RunAsync(
            new ExporterStart(["push", .. metadata, .. url, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
            {
                Environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split('=', 2))
                    .ToDictionary(static pair => pair[0], static pair => pair[1]),
            });

        Assert.Equal(1, push.ExitCode);
        Assert.All(words, word => Assert.Contains(word, push.Output, StringComparison.Ordinal));
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, push.Output + string.Join('\n', push.Errors), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Push_CertificateOfAnotherName_SaysSo()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var folder = new ConfigFolder(null);
        var certificate = TestCertificates.Server;
        await using var receiver = new ScriptedReceiver(static request => request.HangAsync(), new() { ServerCertificate = certificate });
        var url = receiver.Url.AbsoluteUri.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);

        var push = await ExporterProcess.RunAsync("push", endpoint.Flag(), $"--push.url={url}");

        Assert.Equal(1, push.ExitCode);
        Assert.Contains("not delivered: the TLS handshake failed: the receiver's certificate is ", push.Output, StringComparison.Ordinal);
        Assert.Contains("--push.tls-ca-file", push.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithAReceiver_TellsWhetherReadingsArrive()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var receiver = ScriptedReceiver.Of(ScriptedReceiver.Accepted, ScriptedReceiver.Accepted, Forbidden);
        await using var exporter = await ExporterProcess.StartAsync(
            new ExporterStart(
                endpoint.Flag(), $"--push.url={receiver.Url}", "--push.interval=1s", "--push.auth=bearer", "--push.header=X-Scope-OrgID=tenant-of-the-test")
            {
                Environment = new Dictionary<string, string> { ["ECS_EXPORTER_PUSH_BEARER_TOKEN"] = "t0ken-of-the-test" },
            });

        var working = await PageAsync(exporter, "Push is working");
        var failing = await PageAsync(exporter, "Push is not working");

        Assert.Contains(receiver.Url.Authority, working, StringComparison.Ordinal);
        Assert.Contains("the receiver answered 403: User is not authorized to aps:RemoteWrite.", failing, StringComparison.Ordinal);
        Assert.Contains("What to check.", failing, StringComparison.Ordinal);
        var request = await receiver.NextAsync();
        Assert.Equal(("Bearer t0ken-of-the-test", "tenant-of-the-test"), (request.Header("Authorization"), request.Header("X-Scope-OrgID")));
        var said = new StringBuilder(working).Append(failing).Append((await exporter.ScrapeAsync()).Text).AppendJoin('\n', (await exporter.StopAsync()).Errors);
        Assert.All(Secrets, secret => Assert.DoesNotContain(secret, said.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_ReceiverIsAway_IsReadyAndLogsOnce()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var receiver = ScriptedReceiver.Of("HTTP/1.1 503 Not now\r\nContent-Length: 0\r\n\r\n");
        await using var exporter = await endpoint.StartExporterAsync($"--push.url={receiver.Url}", "--push.interval=1s", "--push.shutdown-timeout=100ms");

        await Poll.ForAsync("a retry", async () => (await exporter.ScrapeAsync())["ecs_exporter_push_retries_total"] > 3 ? exporter : null);

        using var ready = await exporter.Http.GetAsync(new Uri("-/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal("Delivery of metrics is failing", Assert.Single(exporter.Log, line => line.Level is "WARN").Message);
    }

    /// <summary>Waits until some readings have been delivered, which shows that the receiver answers; returns a scrape.</summary>
    private static async Task<Scrape> DeliveredAsync(ExporterProcess exporter) =>
        await Poll.ForAsync("readings have been delivered", async () =>
            await exporter.ScrapeAsync() is var scrape && scrape["ecs_exporter_push_readings_delivered_total"] > 1 ? scrape : null);

    private static async Task<string> PageAsync(ExporterProcess exporter, string headline) =>
        await Poll.ForAsync(headline, async () =>
            await exporter.Http.GetStringAsync(exporter.BaseAddress, TestContext.Current.CancellationToken) is var page
            && page.Contains(headline, StringComparison.Ordinal) ? page : null);

    private static async Task<IReadOnlySet<string>> NamesAsync(PrometheusApi store, string selector) =>
        (await store.QueryAsync(selector)).Select(static series => series.GetProperty("metric").GetProperty("__name__").GetString()!).ToHashSet();

    private static async Task<double> ValueAsync(PrometheusApi store, string query) =>
        await store.QueryAsync(query) is [var only]
            ? double.Parse(only.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
}
