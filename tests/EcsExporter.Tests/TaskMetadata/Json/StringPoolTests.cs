// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata.Json;

public sealed class StringPoolTests
{
    private readonly StringPool _pool = new();

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("rx_bytes")]
    [InlineData("arn:aws:ecs:eu-central-1:111122223333:task/shop/4c9d2f6ae81b4b0f9c6a1f2e3d4c5b6a")]
    public void Get_SameBytesAgain_IsTheSameString(string text)
    {
        var first = Get(text);
        Assert.Equal(text, first);
        Assert.Same(first, Get(text));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("grün 雪 🚀")]
    public void Get_OtherThanAscii_IsTheRightText(string text)
    {
        Assert.Equal(text, Get(text));
        Assert.Equal(text, Get(text));
    }

    [Fact]
    public void Get_SameEndsAndLengthButOtherMiddle_AreNotMixedUp()
    {
        const string First = "prefix--middle-one--suffix--";
        const string Second = "prefix--middle-two--suffix--";
        Assert.Equal(First, Get(First));
        Assert.Equal(Second, Get(Second));
        Assert.Equal(First, Get(First));
    }

    [Fact]
    public void Get_FarMoreTextsThanSlots_AreAllRight()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 20_000; i++)
            {
                Assert.Equal($"text-{i}", Get($"text-{i}"));
            }
        }
    }

    [Fact]
    public void Get_FromManyThreads_IsAlwaysTheRightText() =>
        Parallel.For(0, 50_000, i => Assert.Equal($"name{i % 3000}", Get($"name{i % 3000}")));

    private string Get(string text) => _pool.Get(Encoding.UTF8.GetBytes(text));
}
