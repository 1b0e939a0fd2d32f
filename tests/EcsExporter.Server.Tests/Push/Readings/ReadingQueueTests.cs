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
    [InlineData(3, 0, 3, 0)]
    [InlineData(3, -1, 2, 1)]
    [InlineData(3, -1_000_000, 1, 2)]
    public void Add_MoreThanTheLimits_DropsTheOldest(int added, int moreThanThree, int left, int dropped)
    {
        // Three readings that share their series.
        TargetReading[] targets = [new(Series("a"), Values()), new(Series("b"), Values())];
        var maxBytes = targets.Sum(target => target.Series.Bytes + (3 * target.Bytes)) + moreThanThree;
        var queue = new ReadingQueue(3, () => maxBytes);

        var sum = Enumerable.Range(0, added).Sum(_ => queue.Add(new Reading(targets, 1)));

        Assert.Equal((left, dropped), (queue.Count, sum));
    }

    [Fact]
    public void Add_TargetWithOtherSeries_CountsBoth()
    {
        TargetReading before = new(Series("a"), Values());
        TargetReading now = new(Series("a"), Values());
        var queue = new ReadingQueue(9, () => before.Bytes + now.Bytes + before.Series.Bytes + now.Series.Bytes - 1);

        Assert.Equal(0, queue.Add(new Reading([before], 1)));
        Assert.Equal(1, queue.Add(new Reading([now], 2)));
    }

    [Fact]
    public async Task Add_OldestIsInDelivery_DropsItWithoutCountingIt()
    {
        var queue = new ReadingQueue(1, static () => 1000);
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
        var queue = new ReadingQueue(2, static () => 1000);
        var oldest = queue.OldestAsync(Token);
        Assert.False(oldest.IsCompleted);

        var reading = Reading.End(1);
        _ = queue.Add(reading);

        Assert.Same(reading, await oldest);
    }

    [Fact]
    public async Task OldestAsync_CompletedQueue_IsNullOnceNothingIsLeft()
    {
        var queue = new ReadingQueue(2, static () => 1000);
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
        var queue = new ReadingQueue(2, static () => 1000);
        var oldest = queue.OldestAsync(Token);

        queue.Complete();

        Assert.Null(await oldest);
    }

    private static double[] Values() => [.. Enumerable.Range(0, 40).Select(static number => Math.Sqrt(number))];

    private static SeriesSet Series(string instance)
    {
        var entries = new MessageBuffer();
        for (var i = 0; i < 40; i++)
        {
            var entry = entries.GetSpan(100)[..100];
            entry.Fill((byte)i);
            SeriesSet.WriteHeader(entry, isCounter: false, 0);
            entries.Advance(entry.Length);
        }

        return new SeriesSet(instance, entries.WrittenSpan, 40);
    }
}
