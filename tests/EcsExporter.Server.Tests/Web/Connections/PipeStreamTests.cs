// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Pipelines;
using EcsExporter.Server.Web.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

public sealed class PipeStreamTests
{
    private const int SegmentBytes = 4096;

    /// <summary>A client that sends much at once fills several of the pipe's segments before TLS reads the first byte.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(SegmentBytes)]
    [InlineData(SegmentBytes + 1)]
    [InlineData(3 * SegmentBytes)]
    [InlineData(100_000)]
    public async Task ReadAsync_SeveralSegmentsArrived_ReturnsWhatItCopied(int bufferBytes)
    {
        var sent = Enumerable.Range(0, 20 * SegmentBytes).Select(static number => (byte)(number % 251)).ToArray();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: SegmentBytes));
        for (var at = 0; at < sent.Length; at += SegmentBytes)
        {
            pipe.Writer.Write(sent.AsSpan(at, SegmentBytes));
        }

        await pipe.Writer.CompleteAsync();
        await using var stream = new PipeStream(new DuplexPipe(pipe.Reader, pipe.Writer));

        List<byte> received = [];
        var buffer = new byte[bufferBytes];
        for (int length; (length = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            received.AddRange(buffer.AsSpan(0, length));
        }

        Assert.Equal(sent, received);
    }
}
