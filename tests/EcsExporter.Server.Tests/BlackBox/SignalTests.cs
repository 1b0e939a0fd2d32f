// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class SignalTests
{
    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Signal_ScrapeInFlight_IsAnsweredCompletelyBeforeTheExit(PosixSignal signal)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.Inject(EndpointDocument.Task, Fault.Delay(TimeSpan.FromSeconds(1)));
        await using var exporter = await endpoint.StartExporterAsync();
        var scrape = exporter.ScrapeAsync();
        await Patience.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(signal);

        Assert.Equal(1, (await scrape)["ecs_up"]);
        var end = await exporter.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("", end.Output);
        Assert.Equal($"{signal}", end.Log.Single(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal))["signal"]);
        Assert.Equal("Stopped", end.Log[^1].Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: local")]
    public async Task Terminate_ConnectionsIdle_DoNotDelayTheExit(string sent)
    {
        await using var endpoint = await TestEndpoint.StartAsync();

        // Requests in flight would be waited for much longer than the test waits.
        await using var exporter = await endpoint.StartExporterAsync(sent.Length == 0 ? "--ecs.timeout=1h" : "--ecs.timeout=1s");
        _ = await exporter.ScrapeAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync(sent);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_EndpointHangs_IsBoundedByItsTimeout()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.NeverAnswers);
        await using var exporter = await endpoint.StartExporterAsync("--ecs.timeout=1s");
        var scrape = exporter.ScrapeAsync();
        await Patience.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        var end = await exporter.StopAsync();

        Assert.Equal(0, (await scrape)["ecs_up"]);
        Assert.Equal(0, end.ExitCode);
    }

    [Fact]
    public async Task Terminate_ClientDoesNotRead_IsBounded()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync("--ecs.timeout=1s");
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync(string.Concat(Enumerable.Repeat("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200)));
        await Patience.UntilAsync("the first scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_Twice_StillExitsWithZero()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(1)));
        await using var exporter = await endpoint.StartExporterAsync();
        var scrape = exporter.ScrapeAsync();
        await Patience.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(PosixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal));
        exporter.Signal(PosixSignal.SIGTERM);

        Assert.Equal(1, (await scrape)["ecs_up"]);
        Assert.Equal(0, (await exporter.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_AnswersInFlight_AcceptsNoOthers()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(2)));
        await using var exporter = await endpoint.StartExporterAsync();
        var scrape = exporter.ScrapeAsync();
        await Patience.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(PosixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal));

        await Patience.ForAsync("connections are refused", async () =>
        {
            try
            {
                using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
                return null;
            }
            catch (System.Net.Sockets.SocketException error)
            {
                return error;
            }
        });
        Assert.Equal(1, (await scrape)["ecs_up"]);
        Assert.Equal(0, (await exporter.EndAsync()).ExitCode);
    }

    [Theory]
    [InlineData("10m")]
    [InlineData("2562047h")]
    public async Task Terminate_Lingering_ServesOnUntilTheSecondSignal(string linger)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync($"--shutdown.linger={linger}");

        exporter.Signal(PosixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line["linger"] is not null);

        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_LingerOver_Ends()
    {
        await using var exporter = await ExporterProcess.StartAsync("--shutdown.linger=100ms");

        exporter.Signal(PosixSignal.SIGTERM);

        Assert.Equal("Stopped", (await exporter.EndAsync()).Log[^1].Message);
    }
}
