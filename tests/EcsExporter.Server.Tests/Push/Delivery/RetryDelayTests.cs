// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Delivery;

namespace EcsExporter.Server.Tests.Push.Delivery;

public sealed class RetryDelayTests
{
    [Theory]
    [InlineData(1, null, 30)]
    [InlineData(2, null, 60)]
    [InlineData(3, null, 120)]
    [InlineData(8, null, 3840)]
    [InlineData(9, null, 5000)]
    [InlineData(1000, null, 5000)]
    [InlineData(int.MaxValue, null, 5000)]
    [InlineData(1, 2000, 2000)]
    [InlineData(9, 2000, 5000)]
    [InlineData(1, 0, 30)]
    [InlineData(1, -5000, 30)]
    [InlineData(1, 60_000, 60_000)]
    [InlineData(1, 3_600_000, 60_000)]
    public void Of_Attempts_DoublesUpToFiveSecondsAndHeedsTheReceiverUpToAMinute(int attempts, int? retryAfterMilliseconds, int expected)
    {
        TimeSpan? retryAfter = retryAfterMilliseconds is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

        Assert.Equal(TimeSpan.FromMilliseconds(expected), RetryDelay.Of(attempts, retryAfter));
    }
}
