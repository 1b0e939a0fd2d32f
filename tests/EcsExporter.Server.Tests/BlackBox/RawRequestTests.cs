// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests requests that no scraper sends: old versions of HTTP, ambiguous lengths, request smuggling, odd encodings.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class RawRequestTests
{
    private const string Rest = " HTTP/1.1\r\nHost: exporter\r\nConnection: close\r\n";
    private const string Chunked = "GET /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: chunked\r\n";
    private const string Next = $"GET /-/healthy{Rest}\r\n";
    private const string Smuggled = "GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n";

    /// <summary>The bytes to send, and the statuses of all answers until the connection is closed.</summary>
    private static readonly Dictionary<string, (string Sent, int[] Statuses)> Requests = new()
    {
        ["HTTP/1.0"] = ("GET /metrics HTTP/1.0\r\n\r\n", [200]),
        ["HTTP/0.9"] = ("GET /metrics\r\n\r\n", [400]),
        ["HTTP/2 without TLS"] = ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []),
        ["absolute form"] = ($"GET http://exporter/metrics{Rest}\r\n", [200]),
        ["absolute form of another host"] = ($"GET http://elsewhere/metrics{Rest}\r\n", [400]),
        ["a proxy's request"] = ($"CONNECT 169.254.170.2:80{Rest}\r\n", [400]),
        ["a proxy's request for this host"] = ($"CONNECT exporter:80 HTTP/1.1\r\nHost: exporter:80\r\n\r\n{Next}", [405, 200]),
        ["a proxy's method on the metrics"] = ($"CONNECT /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n{Next}", [405, 200]),
        ["other methods"] = (string.Concat("HEAD OPTIONS TRACE PUT POST DELETE PATCH PRI get ANY".Split(' ').Select(
            method => $"{method} /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n")) + Next, [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200]),
        ["HTTP/1.0 that stays"] = ($"GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n{Next}", [200, 200]),
        ["HTTP/2 by upgrade"] = (
            $"GET /metrics HTTP/1.1\r\nHost: exporter\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n{Next}",
            [200, 200]),
        ["a close in capitals"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nCONNECTION: CLOSE\r\n\r\n{Next}", [200]),
        ["no host"] = ("GET /metrics HTTP/1.1\r\n\r\n", [400]),
        ["two hosts"] = ($"GET /metrics{Rest}Host: other\r\n\r\n", [400]),
        ["a method without a path"] = ($"OPTIONS *{Rest}\r\n", [404]),
        ["a slash in disguise"] = ($"GET /metrics%2f..{Rest}\r\n", [404]),
        ["two slashes"] = ($"GET //metrics{Rest}\r\n", [404]),
        ["a path that ends with a zero"] = ($"GET /metrics%00{Rest}\r\n", [400]),
        ["a path that is not UTF-8"] = ($"GET /%ff%fe{Rest}\r\n", [404]),
        ["half an escape"] = ($"GET /%{Rest}\r\n", [404]),
        ["a query that is none"] = ($"GET /metrics?%&&=={Rest}\r\n", [200]),
        ["two requests at once"] = ($"GET /-/healthy HTTP/1.1\r\nHost: exporter\r\n\r\nGET /-/healthy{Rest}\r\n", [200, 200]),
        ["a body that is a request"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}", [413]),
        ["a length and chunks"] =
            ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}", [413]),
        ["a length of 0 and chunks"] = ($"{Chunked}Content-Length: 0\r\n\r\n0\r\n\r\n{Smuggled}", [413]),
        ["chunks without bytes"] = ($"{Chunked}\r\n0\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, many zeros"] = ($"{Chunked}\r\n0000\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, an extension"] = ($"{Chunked}\r\n0;name=value\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, trailers"] = ($"{Chunked}\r\n0\r\nX: y\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, in capitals"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\n0\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, by POST"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes that ask first"] = ($"{Chunked}Expect: 100-continue\r\n\r\n0\r\n\r\n{Next}", [200, 200]),
        ["chunks without bytes, an endless extension"] = ($"{Chunked}\r\n0;{new string('x', 5000)}\r\n\r\n{Next}", [413]),
        ["chunks with bytes"] = ($"{Chunked}\r\n2\r\n{{}}\r\n0\r\n\r\n{Next}", [413]),
        ["a chunk that is a request"] = ($"{Chunked}\r\n{Smuggled.Length:x}\r\n{Smuggled}\r\n0\r\n\r\n{Next}", [413]),
        ["a chunk that is not complete"] = ($"{Chunked}\r\nfffff\r\n{string.Concat(Enumerable.Repeat(Smuggled, 50))}", [413]),
        ["chunks in disguise"] = ($"{Chunked}\r\n0x0\r\n\r\n{Next}", [400]),
        ["a chunk of less than nothing"] = ($"{Chunked}\r\n-0\r\n\r\n{Next}", [400]),
        ["a chunk beyond all numbers"] = ($"{Chunked}\r\nffffffffffffffff0\r\n\r\n{Next}", [400]),
        ["chunks that end with half a line"] = ($"{Chunked}\r\n0\n\n{Next}", [400]),
        ["chunks twice"] = ($"{Chunked}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Next}", [413]),
        ["chunks of something compressed"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{Next}", [413]),
        ["chunks in HTTP/1.0"] = ($"GET /metrics HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Next}", [413]),
        ["a length of 0"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 0\r\n\r\n{Next}", [200, 200]),
        ["a length of 00"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 00\r\n\r\n{Next}", [200, 200]),
        ["a length of +0"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: +0\r\n\r\n{Next}", [400]),
        ["a length of -0"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\ncontent-length: -0\r\n\r\n{Next}", [400]),
        ["a length of +2"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: +2\r\n\r\n{{}}{Next}", [400]),
        ["a length of 0x0"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 0x0\r\n\r\n{Next}", [400]),
        ["a length of 0,0"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 0,0\r\n\r\n{Next}", [400]),
        ["a length of 0 twice"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n{Next}", [400]),
        ["a length of nothing"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length:\r\n\r\n{Next}", [400]),
        ["a length beyond all numbers"] = ($"GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: {new string('9', 100)}\r\n\r\n{Next}", [400]),
        ["two lengths"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\n{Smuggled}", [400]),
        ["an unknown encoding"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Smuggled}", [400]),
        ["an encoding in disguise"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n{Smuggled}", [400]),
        ["a body that asks first"] = ("POST /metrics HTTP/1.1\r\nHost: exporter\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", [413]),
        ["no body, but it asks first"] = ($"GET /metrics{Rest}Expect: 100-continue\r\n\r\n", [200]),
        ["a folded header"] = ($"GET /metrics{Rest}X: a\r\n b\r\n\r\n", [400]),
        ["a zero in a header"] = ($"GET /metrics{Rest}X: a\0b\r\n\r\n", [400]),
        ["200 headers"] = ($"GET /metrics{Rest}{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n"))}\r\n", [431]),
        ["15 kB of formats"] = ($"GET /metrics{Rest}Accept: {string.Concat(Enumerable.Repeat("text/plain;q=0.5,", 900))}\r\n\r\n", [200]),
        ["headers of more than 16 KiB"] = ($"GET /metrics{Rest}Accept: {string.Concat(Enumerable.Repeat("text/plain;q=0.5,", 1000))}\r\n\r\n", [431]),
    };

    [Fact]
    public async Task Request_NoScraperSends_IsAnsweredOnceOrRefused()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        List<string> answers = [];
        foreach (var (name, (sent, _)) in Requests)
        {
            answers.Add($"{name}: {string.Join(", ", await StatusesAsync(exporter.BaseAddress, sent))}");
        }

        Assert.Equal(Requests.Select(request => $"{request.Key}: {string.Join(", ", request.Value.Statuses)}"), answers);
        Assert.Equal(1, (await exporter.ScrapeAsync())["ecs_up"]);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR" or "WARN");
    }

    [Fact]
    public async Task Request_LastChunkComesByteByByte_IsAnsweredAsIfThereWereNone()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync($"{Chunked}\r\n");
        foreach (var letter in "0\r\n\r\n")
        {
            await connection.SendAsync(letter.ToString());
        }

        await connection.SendAsync(Next);

        Assert.Equal(["200", "200"], StatusesOf(await connection.ReadToEndAsync()));
    }

    [Fact]
    public async Task Request_BodyAsksFirstAndHasBytes_IsToldToGoOnAndRefused()
    {
        await using var exporter = await ExporterProcess.StartAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync($"{Chunked}Expect: 100-continue\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 100 Continue\r\n\r\n", await connection.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);

        await connection.SendAsync($"2\r\n{{}}\r\n0\r\n\r\n{Next}");

        Assert.Equal(["413"], StatusesOf(await connection.ReadToEndAsync()));
    }

    [Fact]
    public async Task Request_LastChunkNeverComes_IsAnswered408()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        using var connection = await RawConnection.OpenAsync(exporter.BaseAddress);
        await connection.SendAsync($"{Chunked}\r\n");

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadUntilAsync("in time\n"), StringComparison.Ordinal);
        Assert.DoesNotContain(exporter.Log, line => line.Level is "ERROR" or "WARN");
    }

    private static async Task<IEnumerable<string>> StatusesAsync(Uri address, string sent)
    {
        using var connection = await RawConnection.OpenAsync(address);
        await connection.SendAsync(sent);
        return StatusesOf(await connection.ReadToEndAsync());
    }

    private static IEnumerable<string> StatusesOf(string answers) => Statuses().Matches(answers).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex Statuses();
}
