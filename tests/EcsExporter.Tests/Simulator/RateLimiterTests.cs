// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Simulator;

namespace EcsExporter.Tests.Simulator;

public sealed class RateLimiterTests
{
    private readonly ManualTime _time = new(Documents.Start);

    [Fact]
    public void TryTake_AtOnce_AllowsABurstOfSixty() => Assert.Equal(60, Taken(new RateLimiter(_time), 100));

    [Fact]
    public void TryTake_AfterASecond_AllowsFortyMore()
    {
        RateLimiter limiter = new(_time);
        Taken(limiter, 100);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(40, Taken(limiter, 100));
    }

    [Fact]
    public void TryTake_AfterAnHour_AllowsNoMoreThanABurst()
    {
        RateLimiter limiter = new(_time);
        Taken(limiter, 100);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(60, Taken(limiter, 100));
    }

    [Fact]
    public void TryTake_AnotherPathOrClient_HasItsOwnBucket()
    {
        RateLimiter limiter = new(_time);
        Taken(limiter, 100);

        Assert.True(limiter.TryTake(IPAddress.Loopback, "/other"));
        Assert.True(limiter.TryTake(IPAddress.IPv6Loopback, "/path"));
        Assert.False(limiter.TryTake(IPAddress.Loopback, "/path"));
    }

    private static int Taken(RateLimiter limiter, int attempts) =>
        Enumerable.Range(0, attempts).Count(_ => limiter.TryTake(IPAddress.Loopback, "/path"));
}
