// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web;
using EcsExporter.Server.WebConfig;

namespace EcsExporter.Server.Tests.Web;

public sealed class RateLimiterTests
{
    [Fact]
    public void TryTake_OverTime_GivesTheBurstThenOneEachInterval()
    {
        var clock = new Clock();
        var bucket = new RateLimiter(new RateLimit(TimeSpan.FromSeconds(10), 2), clock);

        Assert.Equal([true, true, false], [bucket.TryTake(), bucket.TryTake(), bucket.TryTake()]);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(bucket.TryTake());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, false], [bucket.TryTake(), bucket.TryTake()]);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([true, true, false], [bucket.TryTake(), bucket.TryTake(), bucket.TryTake()]);
    }

    [Fact]
    public void TryTake_NoInterval_IsAlwaysTrue()
    {
        var bucket = new RateLimiter(new RateLimit(TimeSpan.Zero, 0), new Clock());

        Assert.All(Enumerable.Range(0, 100), _ => Assert.True(bucket.TryTake()));
    }

    [Fact]
    public void TryTake_NoBurst_IsNeverTrue()
    {
        var clock = new Clock();
        var bucket = new RateLimiter(new RateLimit(TimeSpan.FromSeconds(1), 0), clock);

        Assert.False(bucket.TryTake());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(bucket.TryTake());
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
