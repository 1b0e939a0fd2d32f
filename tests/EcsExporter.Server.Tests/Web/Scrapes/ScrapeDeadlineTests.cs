// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Scrapes;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Tests.Web.Scrapes;

public sealed class ScrapeDeadlineTests
{
    private readonly Clock _clock = new();

    [Theory]
    [InlineData(9.5, "10")]
    [InlineData(9.5, "10.000")]
    [InlineData(9.5, "1e1")]
    [InlineData(1.5, "2")]
    [InlineData(0.625, "1.125")]
    [InlineData(0.5, "1")]
    [InlineData(0.25, "0.5")]
    [InlineData(0.0005, "0.001")]
    [InlineData(0, "0.00000001")]
    [InlineData(2147483645.5, "2147483646")]
    public void Remaining_TimeoutAnnounced_IsHalfASecondLessOrHalfOfAShortOne(double expectedSeconds, string header) =>
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), DeadlineOf(header).Remaining);

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("+Inf")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("99999999999999999999")]
    [InlineData("2147483647")]
    [InlineData("1,5")]
    [InlineData("1,000")]
    [InlineData("1, 10")]
    [InlineData("1 0")]
    [InlineData("0x10")]
    [InlineData("10s")]
    [InlineData("ten")]
    [InlineData("\u0661")]
    [InlineData("1", "10")]
    [InlineData("10", "10")]
    public void Remaining_NotOnePositiveNumber_IsWithoutEnd(params string[] headers)
    {
        var deadline = DeadlineOf(headers);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.MaxValue, deadline.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(1), deadline.AtMost(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Remaining_TimePasses_FallsToZeroAndNotBelow()
    {
        var deadline = DeadlineOf("2");
        Assert.Equal(TimeSpan.FromSeconds(1), deadline.AtMost(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(TimeSpan.FromSeconds(0.6), deadline.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(0.6), deadline.AtMost(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, deadline.Remaining);
        Assert.Equal(TimeSpan.Zero, deadline.AtMost(TimeSpan.FromSeconds(1)));
    }

    private ScrapeDeadline DeadlineOf(params string[] headers)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] = headers;
        return new ScrapeDeadline(context.Request, _clock);
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
