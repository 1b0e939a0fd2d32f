// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace EcsExporter.Server.Web;

/// <summary>
/// The server's buffers of 4 KiB. The server's own pool keeps every block it ever gave out, so that a burst of connections would cost memory for
/// as long as the process lives. This one keeps 256 blocks, which is 1 MiB, and leaves the others to the garbage collector.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockBytes = 4096;
    private const int MaxKept = 256;

    private readonly Lock _lock = new();
    private readonly Block[] _kept = new Block[MaxKept];
    private int _count;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockBytes;

    /// <summary>Makes the socket transport take its buffers from such pools.</summary>
    public static void UseFor(SocketTransportOptions options) => SetMemoryPoolFactory(options, new Factory());

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_lock)
        {
            if (_count > 0)
            {
                return _kept[--_count];
            }
        }

        return new Block(this);
    }

    /// <summary>The blocks are the garbage collector's.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>A host sets this property through its service container, which costs more memory than all the rest of the exporter.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MemoryPoolFactory")]
    private static extern void SetMemoryPoolFactory(SocketTransportOptions options, IMemoryPoolFactory<byte> factory);

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (_count < MaxKept)
            {
                _kept[_count++] = block;
            }
        }
    }

    private sealed class Factory : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new BlockPool();
    }

    /// <summary>A block; allocated where the collector moves nothing, as sockets read into it and write from it.</summary>
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

        public void Dispose() => pool.Return(this);
    }
}
