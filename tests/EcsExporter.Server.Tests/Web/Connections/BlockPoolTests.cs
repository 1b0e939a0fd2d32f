// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

public sealed class BlockPoolTests
{
    [Fact]
    public void Rent_AfterReturn_GivesTheSameBlock()
    {
        using var pool = new BlockPool();
        var block = pool.Rent();
        block.Dispose();

        Assert.Same(block, pool.Rent());
        Assert.Equal(4096, block.Memory.Length);
        Assert.NotSame(block, pool.Rent(4096));
    }

    [Fact]
    public void Trim_ManyFreeBlocks_LeavesThemToTheCollector()
    {
        using var pool = new BlockPool();
        var rented = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToList();
        rented.ForEach(static block => block.Dispose());

        pool.Trim();

        var again = Enumerable.Range(0, 1000).Select(_ => pool.Rent()).ToHashSet();
        Assert.DoesNotContain(rented, again.Contains);
        Assert.Equal(1000, again.Count);
    }

    [Fact]
    public void Rent_MoreThanABlock_IsRefused()
    {
        using var pool = new BlockPool();

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(4097));
    }
}
