// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Pipelines;

namespace EcsExporter.Server.Web.Connections;

/// <summary>A stream of a connection, which supports only asynchronous reads and writes.</summary>
internal abstract class AsyncStream : Stream
{
    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>A connection's pipes as the stream that <see cref="System.Net.Security.SslStream"/> needs.</summary>
/// <param name="pipe">The pipes, which the stream does not close.</param>
internal sealed class PipeStream(IDuplexPipe pipe) : AsyncStream
{
    /// <summary>Reads as much of what has arrived as fits, 0 bytes at the end. With an empty buffer, waits until there is something to read.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var arrived = (await pipe.Input.ReadAsync(cancellationToken)).Buffer;
        var taken = arrived.Slice(0, Math.Min(arrived.Length, buffer.Length));
        taken.CopyTo(buffer.Span);

        // AdvanceTo gives the segments of the sequence back to the pipe, which uses them again at once.
        var length = (int)taken.Length;
        pipe.Input.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ = await pipe.Output.WriteAsync(buffer, cancellationToken);

    /// <summary>Does nothing, because each write is sent at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Both directions of a connection.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
