// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Tests.Push.Readings;

public sealed class ReadingQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 1_000_000, 3, 0)]
    [InlineData(4, 1_000_000, 3, 1)]
    [InlineData(9, 1_000_000, 3, 6)]
    [InlineData(3, 1000, 3, 0)]
    [InlineData(3, 987, 2, 1)]
    [InlineData(3, 1, 1, 2)]
    public void Add_MoreThanTheLimits_DropsTheOldest(int added, int maxBytes, int left, int dropped)
    {
        var queue = new ReadingQueue(3, maxBytes);
        var series = Series(100);

        // 100 bytes of series and 888 of values, of which 296 are each reading's.
        var sum = Enumerable.Range(0, added).Sum(_ => queue.Add(new Reading(series, new double[300 / sizeof(double)], 1)));

        Assert.Equal((left, dropped), (queue.Count, sum));
    }

    [Fact]
    public async Task Add_OldestIsInDelivery_DropsItWithoutCountingIt()
    {
        var queue = new ReadingQueue(1, 1000);
        var first = Reading.End(1);
        _ = queue.Add(first);
        Assert.Same(first, await queue.OldestAsync(Token));
        Assert.True(queue.Holds(first));

        var second = Reading.End(2);
        Assert.Equal(0, queue.Add(second));

        Assert.False(queue.Holds(first));
        queue.Remove(first);
        Assert.Same(second, await queue.OldestAsync(Token));
    }

    [Fact]
    public async Task OldestAsync_EmptyQueue_WaitsForTheNextReading()
    {
        var queue = new ReadingQueue(2, 1000);
        var oldest = queue.OldestAsync(Token);
        Assert.False(oldest.IsCompleted);

        var reading = Reading.End(1);
        _ = queue.Add(reading);

        Assert.Same(reading, await oldest);
    }

    [Fact]
    public async Task OldestAsync_CompletedQueue_IsNullOnceNothingIsLeft()
    {
        var queue = new ReadingQueue(2, 1000);
        var reading = Reading.End(1);
        _ = queue.Add(reading);
        queue.Complete();

        Assert.Same(reading, await queue.OldestAsync(Token));
        queue.Remove(reading);
        Assert.Null(await queue.OldestAsync(Token));
    }

    [Fact]
    public async Task OldestAsync_CompletedWhileItWaits_IsNull()
    {
        var queue = new ReadingQueue(2, 1000);
        var oldest = queue.OldestAsync(Token);

        queue.Complete();

        Assert.Null(await oldest);
    }

    private static SeriesSet Series(int bytes)
    {
        var entry = new byte[bytes];
        SeriesSet.WriteHeader(entry, isCounter: false, 0);
        return new SeriesSet(entry, 1);
    }
}
