// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Scrapes;

namespace EcsExporter.Server.Tests.Web.Scrapes;

public sealed class ScrapeBufferPoolTests
{
    private const int Kibibyte = 1024;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly ScrapeBufferPool _pool = new(maxHeldBytes: 1024 * Kibibyte, maxExpositionBytes: 4096 * Kibibyte, TimeProvider.System);

    [Fact]
    public async Task Rent_AfterReturn_GivesTheSameBuffers()
    {
        var buffers = await RentAsync();
        _pool.Return(buffers);

        Assert.Same(buffers, await RentAsync());
        Assert.NotSame(buffers, await RentAsync());
    }

    /// <summary>Before the first answer, the pool expects 256 KiB for each answer.</summary>
    [Fact]
    public async Task Rent_MoreThanFit_WaitsAndAsksForRoomUntilSomeAreReturned()
    {
        var rented = new List<ScrapeBuffers>();
        for (var i = 0; i < 4; i++)
        {
            rented.Add(await RentAsync());
        }

        var asked = new TaskCompletionSource();
        var first = _pool.RentAsync(() => asked.TrySetResult(), Long, TestContext.Current.CancellationToken).AsTask();
        var second = _pool.RentAsync(null, Long, TestContext.Current.CancellationToken).AsTask();
        await asked.Task;
        Assert.False(first.IsCompleted);

        _pool.Return(rented[0]);

        Assert.Same(rented[0], await first);
        Assert.False(second.IsCompleted);
        _pool.Return(rented[1]);
        Assert.Same(rented[1], await second);
    }

    [Fact]
    public async Task Rent_AnswersAreEnormous_GivesOneAtATime()
    {
        var buffers = await RentAsync();
        _ = buffers.Exposition.GetSpan(2048 * Kibibyte);
        _pool.Return(buffers);

        _ = await RentAsync();

        Assert.Null(await _pool.RentAsync(null, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rent_TimeIsUpOrTheScraperLeaves_GivesNullAndKeepsNothing()
    {
        List<ScrapeBuffers> rented = [await RentAsync(), await RentAsync(), await RentAsync(), await RentAsync()];
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        Assert.Null(await _pool.RentAsync(null, TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Null(await _pool.RentAsync(null, Long, left.Token));

        rented.ForEach(_pool.Return);
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains(await RentAsync(), rented);
        }
    }

    [Fact]
    public async Task Trim_ManyFree_KeepsOne()
    {
        List<ScrapeBuffers> rented = [await RentAsync(), await RentAsync(), await RentAsync()];
        rented.ForEach(_pool.Return);

        _pool.Trim();

        List<ScrapeBuffers> again = [await RentAsync(), await RentAsync(), await RentAsync()];
        _ = Assert.Single(rented.Intersect(again));
    }

    private async Task<ScrapeBuffers> RentAsync() => (await _pool.RentAsync(null, Long, TestContext.Current.CancellationToken))!;
}
