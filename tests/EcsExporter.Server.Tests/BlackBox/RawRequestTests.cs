// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Requests that no scraper sends: old, ambiguous, smuggled, in disguise.</summary>
[Trait("Category", "BlackBox")]
public sealed partial class RawRequestTests
{
    private const string Rest = " HTTP/1.1\r\nHost: exporter\r\nConnection: close\r\n";
    private const string Smuggled = "GET /metrics HTTP/1.1\r\nHost: exporter\r\n\r\n";

    /// <summary>What is sent, and the statuses of all answers until the connection is closed.</summary>
    private static readonly Dictionary<string, (string Sent, int[] Statuses)> Requests = new()
    {
        ["HTTP/1.0"] = ("GET /metrics HTTP/1.0\r\n\r\n", [200]),
        ["HTTP/0.9"] = ("GET /metrics\r\n\r\n", [400]),
        ["HTTP/2 without TLS"] = ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []),
        ["absolute form"] = ($"GET http://exporter/metrics{Rest}\r\n", [200]),
        ["absolute form of another host"] = ($"GET http://elsewhere/metrics{Rest}\r\n", [400]),
        ["a proxy's request"] = ($"CONNECT 169.254.170.2:80{Rest}\r\n", [400]),
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
        ["a length and chunks"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}", [413]),
        ["two lengths"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 4\r\nContent-Length: 0\r\n\r\n{Smuggled}", [400]),
        ["an unknown encoding"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Smuggled}", [400]),
        ["an encoding in disguise"] = ($"POST /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n{Smuggled}", [400]),
        ["a body that asks first"] = ("POST /metrics HTTP/1.1\r\nHost: exporter\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n", [413]),
        ["no body, but it asks first"] = ($"GET /metrics{Rest}Expect: 100-continue\r\n\r\n", [200]),
        ["a folded header"] = ($"GET /metrics{Rest}X: a\r\n b\r\n\r\n", [400]),
        ["a zero in a header"] = ($"GET /metrics{Rest}X: a\0b\r\n\r\n", [400]),
        ["200 headers"] = ($"GET /metrics{Rest}{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n"))}\r\n", [431]),
        ["30 kB of formats"] = ($"GET /metrics{Rest}Accept: {string.Concat(Enumerable.Repeat("text/plain;q=0.5,", 1750))}\r\n\r\n", [200]),
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

    private static async Task<IEnumerable<string>> StatusesAsync(Uri address, string sent)
    {
        using var connection = await RawConnection.OpenAsync(address);
        await connection.SendAsync(sent);
        return Statuses().Matches(await connection.ReadToEndAsync()).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex Statuses();
}
