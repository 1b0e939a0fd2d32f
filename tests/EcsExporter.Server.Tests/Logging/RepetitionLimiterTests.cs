// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

public sealed class RepetitionLimiterTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public void Write_LineRepeats_IsWrittenAtOnceAndTheLatestAfterTenSecondsWithTheNumberLeftOut()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        foreach (var path in (string[])["/first", "/second", "/third", "/fourth"])
        {
            LogTable.RequestFailed(capture.Logger(), path);
        }

        Assert.Equal("time=2026-11-22T08:06:46.362Z level=ERROR source=ecs_exporter msg=\"Request failed\" path=/first", Assert.Single(capture.Lines));
        time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.Single(capture.Lines);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            "time=2026-11-22T08:06:46.362Z level=ERROR source=ecs_exporter msg=\"Request failed\" path=/fourth suppressed=2", capture.Lines[1]);
        time.Advance(Interval);
        Assert.Equal(2, capture.Lines.Count);
        Assert.Equal(0, time.Timers);
    }

    [Fact]
    public void Write_LineRepeatsForAMinute_IsWrittenEveryTenSecondsAndEachIsCounted()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        for (var i = 0; i < 600; i++)
        {
            LogTable.Ready(capture.Logger());
            time.Advance(TimeSpan.FromMilliseconds(100));
        }

        capture.End();
        Assert.InRange(capture.Lines.Count, 6, 7);
        Assert.Equal(600, capture.Lines.Count + capture.Lines.Sum(Suppressed));
    }

    [Fact]
    public void Write_TenSecondsLater_IsWrittenAtOnceWithoutACount()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        LogTable.Ready(capture.Logger());
        time.Advance(Interval);
        LogTable.Ready(capture.Logger());
        Assert.Equal(2, capture.Lines.Count);
        Assert.Equal(0, capture.Lines.Sum(Suppressed));
    }

    [Fact]
    public void Write_LinesAboutDifferentThings_AreAllWritten()
    {
        using var capture = new LogCapture(time: new FakeTime());
        LogTable.Listening(capture.Logger(), "127.0.0.1:1");
        LogTable.Listening(capture.Logger(), "127.0.0.1:2");
        LogTable.Ready(capture.Logger());
        LogTable.Ready(capture.Logger("another"));
        LogTable.RequestFailed(capture.Logger(), "/");
        Assert.Equal(5, capture.Lines.Count);
    }

    [Fact]
    public void Write_MoreVariantsThanThereIsRoomFor_AreLimitedTogether()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        for (var i = 0; i < 1000; i++)
        {
            LogTable.Listening(capture.Logger(), $"127.0.0.1:{i}");
        }

        Assert.Equal(17, capture.Lines.Count);
        time.Advance(Interval);
        Assert.Equal(18, capture.Lines.Count);
        Assert.Equal(1000, capture.Lines.Count + capture.Lines.Sum(Suppressed));
        for (var i = 1000; i < 1010; i++)
        {
            LogTable.Listening(capture.Logger(), $"127.0.0.1:{i}");
        }

        Assert.Equal(28, capture.Lines.Count);
    }

    [Fact]
    public void Write_MoreTemplatesThanThereIsRoomFor_AreLimitedTogether()
    {
        using var capture = new LogCapture(time: new FakeTime());
        for (var i = 0; i < 1000; i++)
        {
            var template = $"template {i}";
            capture.Logger().Log(
                LogLevel.Information, default, new KeyValuePair<string, object?>[] { new("{OriginalFormat}", template) }, null, (_, _) => template);
        }

        Assert.Equal(257, capture.Lines.Count);
        capture.End();
        Assert.Equal(1000, capture.Lines.Count + capture.Lines.Sum(Suppressed));
    }

    [Fact]
    public void Write_StateFlaps_LogEndsWithTheStateThatHolds()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        var logger = capture.Logger();

        // The line "failing" waits until second 10, the line "working" until 15. The second "failing" must not be written before "working".
        LogTable.Failing(logger);
        time.Advance(TimeSpan.FromSeconds(5));
        LogTable.Working(logger);
        time.Advance(TimeSpan.FromSeconds(1));
        LogTable.Failing(logger);
        LogTable.Working(logger);
        LogTable.Failing(logger);
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(["Failing", "Working", "Failing"], capture.Lines.Select(line => LogfmtReader.Read(line)["msg"]));
        Assert.Equal(2, capture.Lines.Sum(Suppressed));
        time.Advance(Interval);
        Assert.Equal(3, capture.Lines.Count);
    }

    [Fact]
    public void Write_AnyChangesOfState_AreLimitedCountedAndEndWithTheLast() =>
        Prop.ForAll<(byte Wait, bool Works)[]>(changes =>
        {
            var time = new FakeTime();
            using var capture = new LogCapture(time: time);
            var elapsed = TimeSpan.Zero;
            foreach (var (wait, works) in changes)
            {
                var step = TimeSpan.FromSeconds(wait % 12);
                elapsed += step;
                time.Advance(step);
                (works ? (Action<ILogger>)LogTable.Working : LogTable.Failing)(capture.Logger());
            }

            time.Advance(Interval);
            var lines = capture.Lines.Select(LogfmtReader.Read).ToList();
            return changes.Length == lines.Count + capture.Lines.Sum(Suppressed)
                && lines.Count <= 2 * (2 + (elapsed / Interval))
                && (changes.Length == 0 || lines[^1]["msg"] == (changes[^1].Works ? "Working" : "Failing"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dispose_LinesWait_AreWrittenInTheOrderInWhichTheyCame()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        LogTable.Failing(capture.Logger());
        LogTable.RequestFailed(capture.Logger(), "/1");
        foreach (var path in (string[])["/2", "/3"])
        {
            time.Advance(TimeSpan.FromSeconds(1));
            LogTable.RequestFailed(capture.Logger(), path);
        }

        time.Advance(TimeSpan.FromSeconds(1));
        LogTable.Failing(capture.Logger());
        capture.End();
        Assert.Equal(["Failing", "Request failed", "Request failed", "Failing"], capture.Lines.Select(line => LogfmtReader.Read(line)["msg"]));
        Assert.Equal("/3", LogfmtReader.Read(capture.Lines[2])["path"]);
    }

    [Theory]
    [InlineData("ecs_exporter", false, 20)]
    [InlineData("ecs_exporter", true, 1)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel.Connections", false, 1)]
    public void Write_AtDebug_LimitsWhatClientsCause(string source, bool namesClient, int expected)
    {
        using var capture = new LogCapture(level: LogLevel.Debug, time: new FakeTime());
        var attributes = namesClient ? new KeyValuePair<string, object?>[] { new("client", "10.0.0.1:1") } : [];
        for (var i = 0; i < 20; i++)
        {
            capture.Logger(source).Log(LogLevel.Debug, default, attributes, null, (_, _) => "Connection failed");
        }

        Assert.Equal(expected, capture.Lines.Count);
    }

    [Fact]
    public void Write_ValueThatCannotBePutIntoWords_SaysSoNowAndLater()
    {
        var time = new FakeTime();
        using var capture = new LogCapture(time: time);
        for (var i = 0; i < 2; i++)
        {
            capture.Logger().Log(
                LogLevel.Information, default, new KeyValuePair<string, object?>[] { new("value", new Unspeakable()) }, null, (_, _) => "message");
        }

        time.Advance(Interval);
        Assert.Equal(2, capture.Lines.Count);
        Assert.All(capture.Lines, line => Assert.Contains("msg=\"Log call failed\" err=\"NotSupportedException: none\"", line, StringComparison.Ordinal));
    }

    private static int Suppressed(string line) =>
        LogfmtReader.Read(line).TryGetValue("suppressed", out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : 0;

    private sealed class Unspeakable
    {
        public override string ToString() => throw new NotSupportedException("none");
    }
}
