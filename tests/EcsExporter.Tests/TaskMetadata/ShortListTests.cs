// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;

namespace EcsExporter.Tests.TaskMetadata;

public sealed class ShortListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Add_AnyNumberOfItems_AreAllThereInTheirOrder(int count)
    {
        var list = default(ShortList<string>);
        string[] items = [.. Enumerable.Range(0, count).Select(i => $"item {i}")];
        foreach (var item in items)
        {
            list.Add(item);
        }

        Assert.Equal(count, list.Count);
        Assert.Equal(items, list.Span.ToArray());
        Assert.Equal(items, list.First(count));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void Span_Written_ChangesTheList(int count)
    {
        var list = default(ShortList<int>);
        for (var i = 0; i < count; i++)
        {
            list.Add(i);
        }

        list.Span.Reverse();
        Assert.Equal([count - 1, count - 2], list.First(2));
    }
}
