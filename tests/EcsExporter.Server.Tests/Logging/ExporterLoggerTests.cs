// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

public sealed class ExporterLoggerTests
{
    [Theory]
    [InlineData("ecs_exporter", LogLevel.Debug, "Debug,Information,Warning,Error,Critical")]
    [InlineData("ecs_exporter", LogLevel.Information, "Information,Warning,Error,Critical")]
    [InlineData("ecs_exporter", LogLevel.Warning, "Warning,Error,Critical")]
    [InlineData("ecs_exporter", LogLevel.Error, "Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Debug, "Debug,Information,Warning,Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, "Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, "Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Debug, "Debug,Information,Warning,Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Information, "")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Error, "")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information, "")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets", LogLevel.Information, "")]
    [InlineData("System.Net.Http", LogLevel.Information, "Error,Critical")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error, "Error,Critical")]
    public void IsEnabled_CategoryAndLevel_LetsThrough(string category, LogLevel level, string expected)
    {
        using var capture = new LogCapture(level: level);
        var logger = capture.Logger(category);
        Assert.Equal(expected, string.Join(',', Enum.GetValues<LogLevel>().Where(logger.IsEnabled)));
    }

    public static TheoryData<string, LogLevel, Exception?, string> FrameworkLines => new()
    {
        // Kestrel's lines about clients, which it logs at levels from Warning to Critical.
        { "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, null, "DEBUG" },
        { "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error, new IOException("broken pipe"), "DEBUG" },
        { "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical, new OperationCanceledException(), "DEBUG" },
        { "Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Critical, null, "DEBUG" },
        { "Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Critical, new InvalidOperationException("any"), "DEBUG" },

        // A bug, and a listener that accepts no more connections.
        { "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error, new InvalidOperationException("any"), "ERROR" },
        { "Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical, null, "ERROR" },
    };

    [Theory]
    [MemberData(nameof(FrameworkLines))]
    public void Log_FrameworkLine_IsDebugUnlessTheFaultIsOurs(string category, LogLevel level, Exception? error, string expected)
    {
        using var debug = new LogCapture(level: LogLevel.Debug);
        using var info = new LogCapture();
        foreach (var capture in new[] { debug, info })
        {
            capture.Logger(category).Log(level, default, "state", error, (state, _) => state);
        }

        Assert.Contains($" level={expected} source={category} ", debug.Text, StringComparison.Ordinal);
        Assert.Equal(expected == "ERROR", info.Text.Length > 0);
    }

    [Theory]
    [InlineData(LogLevel.Trace, "")]
    [InlineData(LogLevel.Debug, "level=DEBUG ")]
    [InlineData(LogLevel.Information, "level=INFO ")]
    [InlineData(LogLevel.Warning, "level=WARN ")]
    [InlineData(LogLevel.Error, "level=ERROR ")]
    [InlineData(LogLevel.Critical, "level=ERROR ")]
    [InlineData(LogLevel.None, "")]
    public void Log_Level_IsOneOfFour(LogLevel level, string expected)
    {
        using var capture = new LogCapture(level: LogLevel.Debug);
        capture.Logger().Log(level, default, "state", null, (state, _) => state);
        Assert.Equal(expected.Length > 0, capture.Text.Length > 0);
        Assert.Contains(expected, capture.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Information, false)]
    [InlineData(LogLevel.Debug, true)]
    public void Log_Exception_HasItsStackOnlyAtDebug(LogLevel level, bool expected)
    {
        using var capture = new LogCapture(level: level);
        try
        {
            throw new InvalidOperationException("broken");
        }
        catch (InvalidOperationException e)
        {
            LogTable.Failed(capture.Logger(), "task", "decode", e);
        }

        Assert.Contains("err=\"InvalidOperationException: broken\"", capture.Text, StringComparison.Ordinal);
        Assert.Equal(expected, capture.Text.Contains(" stack=\"", StringComparison.Ordinal));
        Assert.Single(capture.Text, '\n');
    }

    [Fact]
    public void Log_AggregateException_NamesEachInnerMessageOnce()
    {
        using var capture = new LogCapture();
        LogTable.Failed(capture.Logger(), "task", "x", new AggregateException("both", new IOException("one"), new IOException("two")));
        Assert.Contains("err=\"AggregateException: both (one) (two)\"", capture.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_FormatterThrows_SaysSoInstead()
    {
        using var capture = new LogCapture();
        capture.Logger().Log(LogLevel.Information, default, 1, null, (_, _) => throw new FormatException("bad template"));
        Assert.Equal(
            "time=2026-11-22T08:06:46.362Z level=ERROR source=ecs_exporter msg=\"Log call failed\" err=\"FormatException: bad template\"\n",
            capture.Text);
    }

    [Fact]
    public void BeginScope_Anything_LeavesLinesAlone()
    {
        using var capture = new LogCapture();
        using (capture.Logger().BeginScope("scope"))
        {
            LogTable.Ready(capture.Logger());
        }

        Assert.DoesNotContain("scope", capture.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AddProvider_Any_IsRefused()
    {
        using var factory = new ExporterLoggerFactory(LogLevel.Information, new(Stream.Null, LogFormat.Logfmt, TimeProvider.System));
        Assert.Throws<NotSupportedException>(() => factory.AddProvider(null!));
    }
}
