// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

/// <summary>Tests whole lines of the same log calls in both formats.</summary>
public sealed class LineFormatterTests
{
    private static readonly Exception Refused =
        new HttpRequestException("cannot\nconnect", new IOException("Connection refused"));

    private static readonly Uri Endpoint = new("http://user:secret@h:80/v4/a%20b?token=x#y");
    private static readonly Uri RelativeEndpoint = new("/v4?token=x", UriKind.Relative);
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(1.5);
    private static readonly DateTimeOffset LastSuccess = new(2026, 11, 22, 9, 0, 0, 500, TimeSpan.FromHours(1));
    private static readonly string[] Collectors = ["cpu", "memory"];

    private static readonly Dictionary<string, Action<ILogger>> Calls = new()
    {
        ["no attributes"] = LogTable.Ready,
        ["attribute not in the message"] = logger => LogTable.Listening(logger, "127.0.0.1:9779"),
        ["types"] = logger => LogTable.Scrape(logger, Duration, 200, true, 0.25, ulong.MaxValue, Endpoint, LastSuccess),
        ["placeholder and exception"] = logger => LogTable.Failed(logger, "task", null, Refused),
        ["reserved key, list, null"] = logger => LogTable.CannotStart(logger, "now", Collectors, null),
        ["text that UTF-8 lacks"] = logger => LogTable.Listening(logger, "a\ud800b"),
        ["number that JSON lacks"] = logger => LogTable.Scrape(
            logger, TimeSpan.Zero, -1, false, double.NaN, 0, RelativeEndpoint, DateTimeOffset.UnixEpoch),
    };

    [Theory]
    [InlineData("no attributes", "level=INFO source=ecs_exporter msg=Ready")]
    [InlineData("attribute not in the message", "level=INFO source=ecs_exporter msg=\"Listening on\" address=127.0.0.1:9779")]
    [InlineData(
        "types",
        "level=DEBUG source=ecs_exporter msg=Scrape duration=1.5ms status_code=200 cached=true ratio=0.25 total=18446744073709551615 "
        + "endpoint=http://h/v4/a%20b last_success=2026-11-22T08:00:00.5Z")]
    [InlineData(
        "placeholder and exception",
        "level=WARN source=ecs_exporter msg=\"Endpoint task failed\" endpoint=task reason=null "
        + "err=\"HttpRequestException: cannot\\nconnect: IOException: Connection refused\"")]
    [InlineData(
        "reserved key, list, null",
        "level=ERROR source=ecs_exporter msg=\"Cannot start\" attr_time=now collectors=cpu,memory nothing=null")]
    [InlineData("text that UTF-8 lacks", "level=INFO source=ecs_exporter msg=\"Listening on\" address=a\ufffdb")]
    [InlineData(
        "number that JSON lacks",
        "level=DEBUG source=ecs_exporter msg=Scrape duration=0s status_code=-1 cached=false ratio=NaN total=0 endpoint=/v4 "
        + "last_success=1970-01-01T00:00:00Z")]
    public void Logfmt_Call_IsThisLine(string call, string expected)
    {
        using var capture = new LogCapture(LogFormat.Logfmt, LogLevel.Debug);
        Calls[call](capture.Logger());
        Assert.Equal($"time=2026-11-22T08:06:46.362Z {expected}\n", capture.Text);
    }

    [Theory]
    [InlineData("no attributes", """ "level":"INFO","source":"ecs_exporter","msg":"Ready" """)]
    [InlineData(
        "attribute not in the message",
        """ "level":"INFO","source":"ecs_exporter","msg":"Listening on","address":"127.0.0.1:9779" """)]
    [InlineData(
        "types",
        """ "level":"DEBUG","source":"ecs_exporter","msg":"Scrape","duration":"1.5ms","status_code":200,"cached":"""
        + """true,"ratio":0.25,"total":18446744073709551615,"endpoint":"http://h/v4/a%20b","last_success":"2026-11-22T08:00:00.5Z" """)]
    [InlineData(
        "placeholder and exception",
        """ "level":"WARN","source":"ecs_exporter","msg":"Endpoint task failed","endpoint":"task","reason":"""
        + """null,"err":"HttpRequestException: cannot\nconnect: IOException: Connection refused" """)]
    [InlineData(
        "reserved key, list, null",
        """ "level":"ERROR","source":"ecs_exporter","msg":"Cannot start","attr_time":"now","collectors":"cpu,memory","nothing":null """)]
    [InlineData("text that UTF-8 lacks", """ "level":"INFO","source":"ecs_exporter","msg":"Listening on","address":"a\uFFFDb" """)]
    [InlineData(
        "number that JSON lacks",
        """ "level":"DEBUG","source":"ecs_exporter","msg":"Scrape","duration":"0s","status_code":-1,"cached":"""
        + """false,"ratio":"NaN","total":0,"endpoint":"/v4","last_success":"1970-01-01T00:00:00Z" """)]
    public void Json_Call_IsThisLine(string call, string expected)
    {
        using var capture = new LogCapture(LogFormat.Json, LogLevel.Debug);
        Calls[call](capture.Logger());
        Assert.Equal($$"""{"time":"2026-11-22T08:06:46.362Z",{{expected.Trim()}}}""" + "\n", capture.Text);
    }
}
