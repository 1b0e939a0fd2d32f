// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Server.Tests.WebConfig;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests that neither clients nor an unstable endpoint can fill a disk with log lines.</summary>
[Trait("Category", "BlackBox")]
public sealed class LogFloodTests
{
    private const int Clients = 4;
    private const string Get = "GET /metrics HTTP/1.1\r\nHost: exporter\r\n";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);
    private static readonly byte[] Garbage = [.. Enumerable.Range(0, 300).Select(i => (byte)((i * 37) + 22))];

    /// <summary>The actions that a client repeats on new connections, with the protocol over TLS.</summary>
    private static readonly Dictionary<string, (SslApplicationProtocol? OverTls, bool IsTls, Func<RawConnection, Task> Act)> Floods = new()
    {
        ["garbage"] = (null, false, connection => connection.SendAsync(Garbage)),
        ["requests that are none"] = (null, false, connection => connection.SendAsync("GET / HTTP/1.1\r\nContent-Length: +0\r\n\r\n")),
        ["bodies"] = (null, false, connection => connection.SendAsync($"{Get}Content-Length: 20\r\n\r\n{{}}")),
        ["chunks"] = (null, false, connection => connection.SendAsync($"{Get}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n")),
        ["chunks and a reset"] = (null, false, connection => SendAndResetAsync(connection, $"{Get}Transfer-Encoding: chunked\r\n\r\n")),
        ["proxy requests"] = (null, false, connection => connection.SendAsync("CONNECT /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n")),
        ["resets in the answer"] = (null, false, connection => SendAndResetAsync(connection, string.Concat(Enumerable.Repeat($"{Get}\r\n", 20)))),
        ["garbage instead of TLS"] = (null, true, connection => connection.SendAsync(Garbage)),
        ["HTTP instead of TLS"] = (null, true, connection => connection.SendAsync($"{Get}\r\n")),
        ["garbage within TLS"] = (SslApplicationProtocol.Http11, true, connection => connection.SendBelowTlsAsync(Garbage)),
        ["garbage instead of HTTP/2"] = (SslApplicationProtocol.Http2, true, connection => connection.SendAsync(Garbage)),
        ["bodies over HTTP/2"] = (SslApplicationProtocol.Http2, true, connection =>
            SendHttp2Async(connection, 20, stream => [.. RawHttp2.Get(stream), .. RawHttp2.Data(stream, RawHttp2.EndStream, 1)])),
        ["bodies over HTTP/2 and a reset"] = (SslApplicationProtocol.Http2, true, connection => SendHttp2Async(connection, 1, stream => RawHttp2.Get(stream))),
        ["streams that are reset at once"] = (SslApplicationProtocol.Http2, true, connection =>
            SendHttp2Async(connection, 300, stream => [.. RawHttp2.Get(stream, RawHttp2.EndStream), .. RawHttp2.Reset(stream)])),
        ["frames that are wrong"] =
            (SslApplicationProtocol.Http2, true, connection => SendHttp2Async(connection, 1, stream => RawHttp2.Frame(9, 0, stream, 1, 2, 3))),
        ["pings whose answers are not read"] =
            (SslApplicationProtocol.Http2, true, connection => SendHttp2Async(connection, 5000, _ => RawHttp2.Frame(6, 0, 0, new byte[8]))),
        ["lengths with a sign over HTTP/2"] = (SslApplicationProtocol.Http2, true, connection =>
            SendHttp2Async(connection, 1, stream => RawHttp2.Get(stream, RawHttp2.EndStream, "/metrics", ("content-length", "+0")))),
    };

    public static TheoryData<string, string> Cases => new(
        from flood in Floods.Keys
        from level in new[] { "info", "debug" }
        select (flood, level));

    /// <summary>At level info, nothing is logged. At level debug, every kind of line is rate limited, and there are a few dozen kinds.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Clients_MakeNoise_LogHasNoLineAtInfoAndFewAtDebug(string flood, string level)
    {
        var (overTls, isTls, act) = Floods[flood];
        using var folder = new ConfigFolder(isTls ? ConfigFolder.Tls : "{}");
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync($"--web.config.file={folder.ConfigPath}", $"--log.level={level}");
        _ = await exporter.LogLineAsync(line => line.Message.StartsWith("TLS is ", StringComparison.Ordinal));
        var before = exporter.Log.Count;

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RepeatAsync(exporter, overTls, act))));

        var log = exporter.Log.Skip(before).ToList();
        Assert.DoesNotContain(log, line => line.Level != "DEBUG");
        Assert.All(log.CountBy(Kind), kind => Assert.InRange(kind.Value, 1, 2));
        Assert.Equal(level == "debug", log.Count > 0);
    }

    [Fact]
    public async Task Endpoint_ComesAndGoes_LogSaysSoAtMostEveryTenSecondsAndHowOften()
    {
        const int Outages = 50;
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        endpoint.Faults.InjectAll(Fault.Sequence([.. Enumerable.Range(0, 2 * Outages).Select(i => i % 2 == 0 ? Fault.Html : Fault.None)]));
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 2 * Outages; i++)
        {
            Assert.Equal(i % 2, (await exporter.ScrapeAsync())["ecs_up"]);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var log = (await exporter.StopAsync()).Log.Where(
            line => line.Message.StartsWith("Task metadata endpoint ", StringComparison.Ordinal) && line["address"] is null).ToList();

        // The first line of each level, one line of each level every ten seconds, and the lines that waited at the end.
        Assert.InRange(log.Count, 3, 2 + (2 * (int)(seconds / 10)) + 1);
        Assert.Equal(2 * Outages, log.Count + log.Sum(line => int.Parse(line["suppressed"] ?? "0", CultureInfo.InvariantCulture)));
        Assert.Equal(("INFO", "Task metadata endpoint works again"), (log[^1].Level, log[^1].Message));
    }

    private static string Kind(LogLine line) =>
        $"{line["source"]} {string.Concat(line.Message.Where(char.IsAsciiLetter).Where(letter => !char.IsAsciiLetterUpper(letter)))}";

    private static async Task RepeatAsync(ExporterProcess exporter, SslApplicationProtocol? overTls, Func<RawConnection, Task> act)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Duration)
        {
            try
            {
                using var connection = await RawConnection.OpenAsync(exporter.BaseAddress, overTls);
                await act(connection);
                _ = await connection.ReadAsync();
            }
            catch (Exception error) when (error is IOException or AuthenticationException)
            {
                // The exporter has closed the connection, as it should.
            }
        }
    }

    private static async Task SendAndResetAsync(RawConnection connection, string text)
    {
        connection.ResetOnDispose();
        await connection.SendAsync(text);
        throw new IOException("Nothing is read.");
    }

    private static async Task SendHttp2Async(RawConnection connection, int requests, Func<int, byte[]> request)
    {
        await connection.SendAsync(RawHttp2.Preface);
        await connection.SendAsync(Enumerable.Range(0, requests).SelectMany(i => request((2 * i) + 1)).ToArray());
        connection.ResetOnDispose();
    }
}
