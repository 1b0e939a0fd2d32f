// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Pipelines;

namespace EcsExporter.Server.WebConfig;

/// <summary>A connection's pipes as the stream that <see cref="System.Net.Security.SslStream"/> wants: asynchronous alone.</summary>
/// <param name="pipe">The pipes; they stay their owner's.</param>
internal sealed class PipeStream(IDuplexPipe pipe) : AsyncStream
{
    /// <summary>What has arrived, as much as fits; 0 at the end. With an empty buffer, waits until there is something.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var arrived = (await pipe.Input.ReadAsync(cancellationToken)).Buffer;
        var taken = arrived.Slice(0, Math.Min(arrived.Length, buffer.Length));
        taken.CopyTo(buffer.Span);

        // Before AdvanceTo: it gives the sequence's segments back to the pipe, which uses them again at once.
        var length = (int)taken.Length;
        pipe.Input.AdvanceTo(taken.End);
        return length;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _ = await pipe.Output.WriteAsync(buffer, cancellationToken);

    /// <summary>Every write is sent already.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
