// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Scrapes;

namespace EcsExporter.Server.Tests.Web.Scrapes;

public sealed class AnswerBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void Write_UpToTheLimit_KeepsEveryByte(int length)
    {
        var buffer = new AnswerBuffer(1_000_000);
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);

        foreach (var part in bytes.Chunk(999))
        {
            buffer.Write(part);
        }

        Assert.True(buffer.Written.Span.SequenceEqual(bytes));
    }

    [Fact]
    public void Write_BeyondTheLimit_ThrowsAndTakesNoMoreMemoryThanThat()
    {
        var buffer = new AnswerBuffer(1_000_000);
        buffer.Write(new byte[999_999]);

        Assert.Throws<AnswerTooLargeException>(() => buffer.Write(new byte[2]));

        Assert.InRange(buffer.HeldBytes, 999_999, 1_000_000);
    }

    [Fact]
    public void Clear_AfterAnEnormousAnswer_GivesItsMemoryUp()
    {
        var buffer = new AnswerBuffer(10_000_000);
        buffer.Write(new byte[5_000_000]);

        buffer.Clear();

        Assert.Equal(0, buffer.HeldBytes);
        Assert.Equal(0, buffer.Written.Length);
        buffer.Write("next"u8);
        Assert.Equal("next"u8, buffer.Written.Span);
    }

    [Fact]
    public void Clear_AfterAnOrdinaryAnswer_KeepsItsMemory()
    {
        var buffer = new AnswerBuffer(10_000_000);
        buffer.Write(new byte[100_000]);
        var held = buffer.HeldBytes;

        buffer.Clear();

        Assert.Equal(held, buffer.HeldBytes);
    }
}
