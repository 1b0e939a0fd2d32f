// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace EcsExporter.Server.Web.Connections;

/// <summary>
/// Provides the server's buffers of 4 KiB. The server's own pool keeps every block that it ever allocated, so a burst of connections would cost
/// memory for the life of the process. This pool can be trimmed. During a burst it keeps all blocks too, because only full collections would free
/// them.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    private const int BlockBytes = 4096;

    private readonly Lock _lock = new();
    private readonly Stack<Block> _free = new();

    public override int MaxBufferSize => BlockBytes;

    /// <summary>Makes the socket transport take its buffers from this pool.</summary>
    public void UseFor(SocketTransportOptions options) => SetMemoryPoolFactory(options, new Factory(this));

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_lock)
        {
            if (_free.TryPop(out var block))
            {
                return block;
            }
        }

        return new Block(this);
    }

    /// <summary>
    /// Releases all free blocks to the garbage collector. The heap of pinned objects shrinks only from its end, so a single block that is kept could
    /// hold the memory of the whole burst.
    /// </summary>
    public void Trim()
    {
        lock (_lock)
        {
            _free.Clear();
            _free.TrimExcess();
        }
    }

    /// <summary>Does nothing, because the garbage collector frees the blocks.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>
    /// Calls the setter directly. A host would set the property through its service container, which takes more memory than the rest of the exporter.
    /// </summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_MemoryPoolFactory")]
    private static extern void SetMemoryPoolFactory(SocketTransportOptions options, IMemoryPoolFactory<byte> factory);

    private void Return(Block block)
    {
        lock (_lock)
        {
            _free.Push(block);
        }
    }

    private sealed class Factory(BlockPool pool) : IMemoryPoolFactory<byte>
    {
        public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => pool;
    }

    /// <summary>Holds a pinned block, because sockets read into it and write from it.</summary>
    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true), 0, BlockBytes);

        public void Dispose() => pool.Return(this);
    }
}
