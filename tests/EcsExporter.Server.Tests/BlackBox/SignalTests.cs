// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using EcsExporter.Attack;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class SignalTests
{
    [Theory]
    [InlineData("SIGTERM")]
    [InlineData("SIGINT")]
    public async Task Signal_ScrapeInFlight_IsAnsweredCompletelyBeforeTheExit(string signal)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.Inject(EndpointDocument.Task, Fault.Delay(TimeSpan.FromSeconds(1)));
        await using var exporter = await endpoint.StartExporterAsync();
        var scrape = exporter.ScrapeAsync();
        await Poll.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(Enum.Parse<UnixSignal>(signal));

        Assert.Equal(1, (await scrape)["ecs_up"]);
        var end = await exporter.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Equal("", end.Output);
        Assert.Equal(signal, end.Log.Single(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal))["signal"]);
        Assert.Equal("Stopped", end.Log[^1].Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: local")]
    public async Task Terminate_ConnectionsIdle_DoNotDelayTheExit(string sent)
    {
        await using var endpoint = await TestEndpoint.StartAsync();

        // With the long timeout, the exporter would wait for requests in flight much longer than the test waits.
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
        await Poll.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

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
        await Poll.UntilAsync("the first scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_Twice_StillExitsWithZero()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(1)));
        await using var exporter = await endpoint.StartExporterAsync();
        var scrape = exporter.ScrapeAsync();
        await Poll.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(UnixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal));
        exporter.Signal(UnixSignal.SIGTERM);

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
        await Poll.UntilAsync("the scrape reaches the endpoint", () => endpoint.Requests(EndpointDocument.Task) > 0);

        exporter.Signal(UnixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line.Message.StartsWith("Stopping", StringComparison.Ordinal));

        await Poll.ForAsync("connections are refused", async () =>
        {
            try
            {
                using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
                return null;
            }
            catch (SocketException error)
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

        exporter.Signal(UnixSignal.SIGTERM);
        _ = await exporter.LogLineAsync(line => line["linger"] is not null);

        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("1s")]
    public async Task Terminate_UnderLoad_EveryAnswerIsWhole(string linger)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync("--ecs.timeout=1s", $"--shutdown.linger={linger}");
        var counts = new int[16];
        var clients =
            Task.WhenAll(Enumerable.Range(0, counts.Length).Select(i => Task.Run(() => ScrapeUntilTheEndAsync(exporter.BaseAddress, () => counts[i]++))));
        await Poll.UntilAsync("every client has had answers", () => counts.All(count => count > 2));

        var end = await exporter.StopAsync();

        await clients;
        Assert.Equal(0, end.ExitCode);
        Assert.DoesNotContain(end.Log, line => line.Level is "ERROR" or "WARN");
    }

    [Fact]
    public async Task Terminate_TlsHandshakeUnderWay_IsBounded()
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var exporter = await ExporterProcess.StartAsync($"--web.config.file={folder.ConfigPath}", "--ecs.timeout=1s");
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);

        // The header of a TLS record of 512 bytes, and the beginning of a ClientHello.
        await connection.SendAsync("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001");
        Assert.Equal(0, (await ExporterProcess.RunAsync(
            "healthcheck", $"--web.config.file={folder.ConfigPath}", $"--web.listen-address={exporter.BaseAddress.Authority}")).ExitCode);

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_LingerOver_Ends()
    {
        await using var exporter = await ExporterProcess.StartAsync("--shutdown.linger=100ms");

        exporter.Signal(UnixSignal.SIGTERM);

        Assert.Equal("Stopped", (await exporter.EndAsync()).Log[^1].Message);
    }

    /// <summary>Scrapes over one connection until the exporter ends. Every answer that has begun must be complete.</summary>
    private static async Task ScrapeUntilTheEndAsync(Uri address, Action answered)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var buffer = new byte[1024 * 1024];
        while (true)
        {
            var length = 0;
            for (var whole = int.MaxValue; length < whole;)
            {
                int read;
                try
                {
                    if (length == 0)
                    {
                        await stream.WriteAsync("GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                    }

                    read = await stream.ReadAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
                }
                catch (IOException)
                {
                    read = 0;
                }

                if (read == 0)
                {
                    Assert.True(length == 0, $"an answer was cut after {length} bytes");
                    return;
                }

                length += read;
                whole = whole < int.MaxValue ? whole : WholeLength(buffer.AsSpan(0, length));
            }

            answered();
        }
    }

    /// <summary>The length of an answer that begins with these bytes; the largest number while the headers are not complete.</summary>
    private static int WholeLength(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return int.MaxValue;
        }

        const string Header = "Content-Length: ";
        var line = Encoding.ASCII.GetString(answer[..head]).Split("\r\n").Single(line => line.StartsWith(Header, StringComparison.Ordinal));
        return head + 4 + int.Parse(line.AsSpan(Header.Length), CultureInfo.InvariantCulture);
    }
}
