// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace EcsExporter.Server.Web;

/// <summary>
/// Compresses answers as gzip (RFC 1952) with one deflate block of fixed codes (RFC 1951, 3.2.6). Its tables are kept from
/// answer to answer: the runtime's compressor takes 350 kB of native memory for each and gives it back, which leaves
/// 10 MB in the holes of the C library's heap, two thirds of what the whole exporter needs otherwise. Not for concurrent use.
/// </summary>
internal sealed class GzipEncoder
{
    private const int MinMatch = 4;
    private const int MaxMatch = 258;
    private const int MaxDistance = 32 * 1024;
    private const int HashBits = 14;
    private const int EndOfBlock = 256;
    private const int Stride = 4;

    // Magic, deflate, no flags, no time, no hint, unknown system: the same answer gives the same bytes everywhere.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    private static readonly DeflateCode[] Literals = DeflateCode.OfLiterals();
    private static readonly DeflateCode[] Lengths = DeflateCode.OfLengths();

    /// <summary>Where four bytes of this hash were seen last, counted over all inputs: what is before this one is too old.</summary>
    private readonly int[] _seenAt = new int[1 << HashBits];

    private int _begin = 1;

    /// <summary>The most that so many bytes can become: nine bits for each, and what stands before and behind.</summary>
    public static int MaxCompressedBytes(int inputBytes) => checked((inputBytes / 8 * 9) + 64);

    /// <summary>Appends the compressed input.</summary>
    public void Compress(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var room = output.GetSpan(MaxCompressedBytes(input.Length));
        Header.CopyTo(room);
        var bits = new BitWriter(room[Header.Length..]);
        WriteBlock(input, ref bits);
        var length = Header.Length + bits.Finish();
        BinaryPrimitives.WriteUInt32LittleEndian(room[length..], Crc32.HashToUInt32(input));
        BinaryPrimitives.WriteUInt32LittleEndian(room[(length + sizeof(uint))..], (uint)input.Length);
        output.Advance(length + (2 * sizeof(uint)));
    }

    private void WriteBlock(ReadOnlySpan<byte> input, ref BitWriter bits)
    {
        if (_begin > int.MaxValue - input.Length)
        {
            Array.Clear(_seenAt);
            _begin = 1;
        }

        // Read once: each time it is read, a static field is checked for having been set.
        var literals = Literals;
        var lengths = Lengths;

        // The last block, of fixed codes.
        bits.Write(new DeflateCode(0b011, 3));
        var at = 0;
        while (at <= input.Length - MinMatch)
        {
            var four = BinaryPrimitives.ReadUInt32LittleEndian(input[at..]);
            var earlier = Remember(four, at);
            if (earlier < 0 || at - earlier > MaxDistance || BinaryPrimitives.ReadUInt32LittleEndian(input[earlier..]) != four)
            {
                bits.Write(literals[input[at++]]);
                continue;
            }

            var most = Math.Min(MaxMatch, input.Length - at);
            var length = input.Slice(earlier, most).CommonPrefixLength(input.Slice(at, most));
            bits.Write(lengths[length].Then(DeflateCode.OfDistance(at - earlier)));

            // Not every place within the match is remembered: it would find little more, and take longer.
            var end = at + length;
            for (at += Stride; at < end && at <= input.Length - MinMatch; at += Stride)
            {
                _ = Remember(BinaryPrimitives.ReadUInt32LittleEndian(input[at..]), at);
            }

            at = end;
        }

        for (; at < input.Length; at++)
        {
            bits.Write(literals[input[at]]);
        }

        bits.Write(literals[EndOfBlock]);
        _begin += input.Length;
    }

    /// <summary>Returns where four bytes may have been before in this input, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Remember(uint four, int at)
    {
        // Knuth's multiplicative hash.
        ref var seenAt = ref _seenAt[four * 2654435761u >> (32 - HashBits)];
        var earlier = seenAt - _begin;
        seenAt = _begin + at;
        return earlier;
    }

    /// <summary>Puts bits behind one another, the lowest first.</summary>
    private ref struct BitWriter(Span<byte> output)
    {
        private readonly Span<byte> _output = output;
        private ulong _pending;
        private int _pendingCount;
        private int _length;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(DeflateCode code)
        {
            _pending |= (ulong)code.Bits << _pendingCount;
            _pendingCount += code.Count;
            if (_pendingCount >= 32)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_output[_length..], (uint)_pending);
                _length += sizeof(uint);
                _pending >>= 32;
                _pendingCount -= 32;
            }
        }

        /// <summary>Fills the last byte; returns how many there are.</summary>
        public int Finish()
        {
            for (; _pendingCount > 0; _pendingCount -= 8)
            {
                _output[_length++] = (byte)_pending;
                _pending >>= 8;
            }

            return _length;
        }
    }
}
