// SPDX-License-Identifier: Apache-2.0
using System.Net.Security;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests clients that half-close the connection after their request, as <c>nc</c> and <c>socat</c> do, and wait for the answer.</summary>
[Trait("Category", "BlackBox")]
public sealed class HalfCloseTests
{
    private const string Request = "GET /metrics HTTP/1.1\r\nHost: exporter\r\n";

    private static readonly Dictionary<string, (string Sent, int Answers)> Requests = new()
    {
        ["one"] = ($"{Request}\r\n", 1),
        ["the last"] = ($"{Request}Connection: close\r\n\r\n", 1),
        ["HTTP/1.0"] = ("GET /metrics HTTP/1.0\r\n\r\n", 1),
        ["several"] = (string.Concat(Enumerable.Repeat($"{Request}\r\n", 5)), 5),
        ["chunks without bytes"] = ($"{Request}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1),
        ["another page"] = ("GET /-/healthy HTTP/1.1\r\nHost: exporter\r\n\r\n", 1),
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Get_ClientHalfCloses_GetsItsAnswers(int endpointSeconds)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(endpointSeconds)));
        await using var exporter = await endpoint.StartExporterAsync();
        await Task.WhenAll(Requests.Select(request => AssertAnsweredAsync(request.Key, exporter, null, closeNotify: false, fin: true)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Get_ClientHalfClosesOverTls_GetsItsAnswers(bool closeNotify, bool fin)
    {
        using var folder = new ConfigFolder(ConfigFolder.Tls);
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.Delay(TimeSpan.FromSeconds(1)));
        await using var exporter = await endpoint.StartExporterAsync($"--web.config.file={folder.ConfigPath}");
        await Task.WhenAll(Requests.Select(request => AssertAnsweredAsync(request.Key, exporter, SslApplicationProtocol.Http11, closeNotify, fin)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Get_ClientResets_IsNoLongerServed(bool halfClosesFirst)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.NeverAnswers);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), "--ecs.timeout=1h");
        using (var connection = await RawConnection.OpenAsync(exporter.BaseAddress))
        {
            connection.ResetOnDispose();
            await connection.SendAsync($"{Request}\r\n");
            await InFlightAsync(exporter, 2);
            if (halfClosesFirst)
            {
                await connection.EndSendingAsync();
            }
        }

        await InFlightAsync(exporter, 1);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR");
    }

    /// <summary>A FIN of a client that has left looks like a half-close. Such clients must not use up the limit of concurrent scrapes.</summary>
    [Fact]
    public async Task Get_ManyClientsLeave_OthersGetTheirTurn()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Faults.InjectAll(Fault.NeverAnswers);
        await using var exporter = await ExporterProcess.StartAsync(endpoint.Flag(), "--ecs.timeout=1h");
        for (var i = 0; i < 60; i++)
        {
            using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
            await connection.SendAsync($"{Request}\r\n");
        }

        await InFlightAsync(exporter, 1 + 16);
    }

    private static async Task AssertAnsweredAsync(string name, ExporterProcess exporter, SslApplicationProtocol? overTls, bool closeNotify, bool fin)
    {
        var (sent, answers) = Requests[name];
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress, overTls);
        await connection.SendAsync(sent);
        await connection.EndSendingAsync(closeNotify, fin);

        var received = await connection.ReadToEndAsync();

        Assert.Equal((name, answers), (name, received.Split("HTTP/1.1 200 OK\r\n").Length - 1));
        Assert.EndsWith("\n", received, StringComparison.Ordinal);
    }

    /// <summary>Waits until this many scrapes are running, including the scrape that reads the number.</summary>
    private static Task InFlightAsync(ExporterProcess exporter, double expected) =>
        Poll.ForAsync(
            $"{expected} scrapes are running",
            async () => await exporter.ScrapeAsync(timeoutSeconds: 0.1) is var scrape
                && scrape["promhttp_metric_handler_requests_in_flight"] == expected ? scrape : null);
}
