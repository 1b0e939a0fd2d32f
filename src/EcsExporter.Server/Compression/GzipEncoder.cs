// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EcsExporter.Server.Compression;

/// <summary>
/// Compresses answers as gzip (RFC 1952) with one deflate block of fixed codes (RFC 1951, 3.2.6). Its tables are kept from
/// answer to answer. <c>GZipStream</c> was measured instead, with 50 ms or less between scrapes: it makes the binary 0.14 MB larger, which is 0.5 MB
/// more resident memory after the first scrape. It takes 350 kB of native memory for each answer and gives it back, which leaves holes in the
/// C library's heaps: 1.2 to 1.5 MB more after 400 scrapes, 0.6 to 1.2 MB with one heap for all threads (M_ARENA_MAX). With a lowered mmap threshold
/// (M_MMAP_THRESHOLD) the holes go, but each answer touches 62 new pages, which is 5 to 14 % more CPU time per scrape. Not for concurrent use.
/// </summary>
internal sealed class GzipEncoder
{
    private const int MinMatch = 4;
    private const int MaxMatch = 258;
    private const int MaxDistance = 32 * 1024;

    // A table of 16 kB. One of 64 kB makes answers 1.7 % smaller, but takes 150 instead of 118 µs at a scraper's pace, when little of it is in the
    // processor's caches.
    private const int HashBits = 12;

    private const int EndOfBlock = 256;
    private const int Stride = 4;

    // Magic, deflate, no flags, no time, no hint, unknown system: the same answer gives the same bytes everywhere.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    // A stored block without content, from the boundary of its bytes on (RFC 1951, 3.2.4): what follows begins with a whole byte.
    private static ReadOnlySpan<byte> EmptyBlock => [0, 0, 0xff, 0xff];

    private static readonly DeflateCode LastBlock = new(0b011, 3);
    private static readonly DeflateCode FurtherBlock = new(0b010, 3);
    private static readonly DeflateCode StoredBlock = new(0b000, 3);
    private static readonly DeflateCode[] Literals = DeflateCode.OfLiterals();
    private static readonly DeflateCode[] Lengths = DeflateCode.OfLengths();

    /// <summary>Where four bytes of this hash were seen last, counted over all inputs: what is before this one is too old.</summary>
    private readonly int[] _seenAt = new int[1 << HashBits];

    private readonly Crc32 _checksum = new();
    private int _begin = 1;
    private uint _inputBytes;

    /// <summary>The most that so many bytes can become: nine bits for each, and what stands before and behind.</summary>
    public static int MaxCompressedBytes(int inputBytes) => checked((inputBytes / 8 * 9) + 64);

    /// <summary>Appends the compressed input.</summary>
    public void Compress(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        var room = output.GetSpan(MaxCompressedBytes(input.Length));
        Header.CopyTo(room);
        var bits = new BitWriter(room[Header.Length..]);
        WriteBlock(input, LastBlock, ref bits);
        var length = Header.Length + bits.Finish();
        BinaryPrimitives.WriteUInt32LittleEndian(room[length..], Crc32.HashToUInt32(input));
        BinaryPrimitives.WriteUInt32LittleEndian(room[(length + sizeof(uint))..], (uint)input.Length);
        output.Advance(length + (2 * sizeof(uint)));
    }

    /// <summary>Begins to compress an input that comes in parts, because it is too large to be held.</summary>
    public void Begin(IBufferWriter<byte> output)
    {
        output.Write(Header);
        _checksum.Reset();
        _inputBytes = 0;
    }

    /// <summary>Appends a compressed part: a block of its own, so a few bytes are lost with each.</summary>
    public void Append(ReadOnlySpan<byte> part, IBufferWriter<byte> output)
    {
        var room = output.GetSpan(MaxCompressedBytes(part.Length));
        var bits = new BitWriter(room);
        WriteBlock(part, FurtherBlock, ref bits);
        bits.Write(StoredBlock);
        output.Advance(bits.Finish());
        output.Write(EmptyBlock);
        _checksum.Append(part);
        _inputBytes += (uint)part.Length;
    }

    /// <summary>Ends what <see cref="Begin"/> began.</summary>
    public void End(IBufferWriter<byte> output)
    {
        var room = output.GetSpan(sizeof(ulong) + (2 * sizeof(uint)));
        var bits = new BitWriter(room);
        WriteBlock([], LastBlock, ref bits);
        var length = bits.Finish();
        BinaryPrimitives.WriteUInt32LittleEndian(room[length..], _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(room[(length + sizeof(uint))..], _inputBytes);
        output.Advance(length + (2 * sizeof(uint)));
    }

    private void WriteBlock(ReadOnlySpan<byte> input, DeflateCode header, ref BitWriter bits)
    {
        if (_begin > int.MaxValue - input.Length)
        {
            Array.Clear(_seenAt);
            _begin = 1;
        }

        // Read once: each time it is read, a static field is checked for having been set.
        var literals = Literals;
        var lengths = Lengths;

        // A block of fixed codes.
        bits.Write(header);
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

/// <summary>The bits of a symbol in deflate's fixed codes (RFC 1951, 3.2.5 and 3.2.6), its extra bits included, ready to be written lowest first.</summary>
internal readonly record struct DeflateCode(uint Bits, int Count)
{
    private const int FirstLengthSymbol = 257;
    private const int ShortestMatch = 3;
    private const int LongestMatch = 258;
    private const int LongestMatchSymbol = 285;
    private const int DistanceBits = 5;

    // The numbers 0 to 29, each of five bits, reversed. A constant needs no check whether it is there already.
    private static ReadOnlySpan<byte> ReversedDistances =>
        [0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30, 1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23];

    /// <summary>The bytes, by value, and behind them the end of the block.</summary>
    public static DeflateCode[] OfLiterals() => [.. Enumerable.Range(0, 257).Select(OfSymbol)];

    /// <summary>Lengths of matches, by their value, 3 to 258.</summary>
    public static DeflateCode[] OfLengths()
    {
        var codes = new DeflateCode[LongestMatch + 1];
        for (var length = ShortestMatch; length < LongestMatch; length++)
        {
            // Eight lengths without extra bits, then four symbols for each number of extra bits.
            var (symbol, extra, extraCount) = Split(length - ShortestMatch, symbolBits: 2);
            codes[length] = OfSymbol(FirstLengthSymbol + symbol).Then(new DeflateCode(extra, extraCount));
        }

        codes[LongestMatch] = OfSymbol(LongestMatchSymbol);
        return codes;
    }

    /// <summary>How far back a match is, 1 to 32768.</summary>
    public static DeflateCode OfDistance(int distance)
    {
        // Two symbols for each number of extra bits.
        var (symbol, extra, extraCount) = Split(distance - 1, symbolBits: 1);
        return new DeflateCode(ReversedDistances[symbol], DistanceBits).Then(new DeflateCode(extra, extraCount));
    }

    /// <summary>Both, this one first; together they have no more than 32 bits.</summary>
    public DeflateCode Then(DeflateCode next) => new(Bits | (next.Bits << Count), Count + next.Count);

    // A value's symbol keeps its highest bits, how many it has in all and as many of those behind the first as there are symbol bits; the
    // others are extra bits.
    private static (int Symbol, uint Extra, int ExtraCount) Split(int value, int symbolBits)
    {
        var extraCount = Math.Max(0, BitOperations.Log2((uint)value) - symbolBits);
        return ((extraCount << symbolBits) + (value >> extraCount), (uint)(value & ((1 << extraCount) - 1)), extraCount);
    }

    private static DeflateCode OfSymbol(int symbol)
    {
        var (code, count) = symbol switch
        {
            < 144 => (0b0011_0000 + symbol, 8),
            < 256 => (0b1_1001_0000 + symbol - 144, 9),
            < 280 => (symbol - 256, 7),
            _ => (0b1100_0000 + symbol - 280, 8),
        };
        return new DeflateCode(Reverse((uint)code, count), count);
    }

    /// <summary>Huffman codes are written highest bit first, unlike all else.</summary>
    private static uint Reverse(uint code, int count)
    {
        var reversed = 0u;
        for (; count > 0; count--)
        {
            reversed = (reversed << 1) | (code & 1);
            code >>= 1;
        }

        return reversed;
    }
}
