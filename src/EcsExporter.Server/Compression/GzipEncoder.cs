// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace EcsExporter.Server.Compression;

/// <summary>
/// Compresses answers as gzip (RFC 1952) with one deflate block of fixed codes (RFC 1951, section 3.2.6). It reuses its tables for every answer.
/// <c>GZipStream</c> was measured with at most 50 ms between scrapes. It makes the binary 0.14 MB larger, which adds 0.5 MB of resident memory after
/// the first scrape. It also allocates and frees 350 kB of native memory for each answer, which leaves holes in the C library's heaps: 1.2 to 1.5 MB
/// more after 400 scrapes, or 0.6 to 1.2 MB with one heap for all threads (M_ARENA_MAX). A lower mmap threshold (M_MMAP_THRESHOLD) removes the holes,
/// but then each answer touches 62 new pages, which costs 5 to 14 % more CPU time per scrape. Not safe for concurrent use.
/// </summary>
internal sealed class GzipEncoder
{
    private const int MinMatch = 4;
    private const int MaxMatch = 258;
    private const int MaxDistance = 32 * 1024;

    // The table takes 16 kB. A table of 64 kB makes answers 1.7 % smaller, but takes 150 µs instead of 118 µs with a scraper's pauses, because little
    // of it is then in the processor's caches.
    private const int HashBits = 12;

    private const int EndOfBlock = 256;
    private const int Stride = 4;

    // Magic number, deflate, no flags, no time, no hint, unknown system: the same answer gives the same bytes on every machine.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    // The length and its complement in a stored block without content (RFC 1951, section 3.2.4). They start at a byte boundary, and so does the next
    // block.
    private static ReadOnlySpan<byte> EmptyBlock => [0, 0, 0xff, 0xff];

    private static readonly DeflateCode LastBlock = new(0b011, 3);
    private static readonly DeflateCode FurtherBlock = new(0b010, 3);
    private static readonly DeflateCode StoredBlock = new(0b000, 3);
    private static readonly DeflateCode[] Literals = DeflateCode.OfLiterals();
    private static readonly DeflateCode[] Lengths = DeflateCode.OfLengths();

    /// <summary>
    /// The last position of four bytes with this hash, counted over all inputs. A position before <see cref="_begin"/> belongs to an earlier input.
    /// </summary>
    private readonly int[] _seenAt = new int[1 << HashBits];

    private readonly Crc32 _checksum = new();
    private int _begin = 1;
    private uint _inputBytes;

    /// <summary>Returns the largest compressed size of an input: nine bits per byte, and the header and trailer.</summary>
    public static int MaxCompressedBytes(int inputBytes) => checked((inputBytes / 8 * 9) + 64);

    /// <summary>Appends a compressed input.</summary>
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

    /// <summary>Starts to compress an input that arrives in parts because it is too large for memory.</summary>
    public void Begin(IBufferWriter<byte> output)
    {
        output.Write(Header);
        _checksum.Reset();
        _inputBytes = 0;
    }

    /// <summary>Appends a compressed part. Each part is a block of its own, which costs a few bytes.</summary>
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

    /// <summary>Ends the output that <see cref="Begin"/> started.</summary>
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

        // Each access to a static field checks whether the class is initialized, so the loop uses locals.
        var literals = Literals;
        var lengths = Lengths;

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

            // Only every fourth position within the match is remembered. Remembering all of them finds few more matches and takes longer.
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

    /// <summary>Remembers the position of four bytes. Returns where they may have been before in this input, or a negative number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Remember(uint four, int at)
    {
        // Knuth's multiplicative hash.
        ref var seenAt = ref _seenAt[four * 2654435761u >> (32 - HashBits)];
        var earlier = seenAt - _begin;
        seenAt = _begin + at;
        return earlier;
    }

    /// <summary>Writes bits one after another, lowest bit first.</summary>
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

        /// <summary>Pads the last byte with zeros, and returns the number of bytes.</summary>
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

/// <summary>
/// Holds the bits of a symbol in deflate's fixed codes (RFC 1951, sections 3.2.5 and 3.2.6) with its extra bits, to be written lowest bit first.
/// </summary>
internal readonly record struct DeflateCode(uint Bits, int Count)
{
    private const int FirstLengthSymbol = 257;
    private const int ShortestMatch = 3;
    private const int LongestMatch = 258;
    private const int LongestMatchSymbol = 285;
    private const int DistanceBits = 5;

    // The numbers 0 to 29 as five bits each, reversed. A constant needs no check for initialization.
    private static ReadOnlySpan<byte> ReversedDistances =>
        [0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30, 1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23];

    /// <summary>Returns the codes of the bytes, by value, followed by the end of a block.</summary>
    public static DeflateCode[] OfLiterals() => [.. Enumerable.Range(0, 257).Select(OfSymbol)];

    /// <summary>Returns the codes of match lengths, indexed by length from 3 to 258.</summary>
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

    /// <summary>Returns the code of a distance, from 1 to 32768.</summary>
    public static DeflateCode OfDistance(int distance)
    {
        // Two symbols for each number of extra bits.
        var (symbol, extra, extraCount) = Split(distance - 1, symbolBits: 1);
        return new DeflateCode(ReversedDistances[symbol], DistanceBits).Then(new DeflateCode(extra, extraCount));
    }

    /// <summary>Returns this code followed by another. Together they have at most 32 bits.</summary>
    public DeflateCode Then(DeflateCode next) => new(Bits | (next.Bits << Count), Count + next.Count);

    // A symbol stands for the highest bits of a value: their number, and after the leading one as many bits as there are symbol bits. The remaining
    // bits are the extra bits.
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

    /// <summary>
    /// Reverses the bits, because deflate writes Huffman codes highest bit first and everything else lowest bit first (RFC 1951, section 3.1.1).
    /// </summary>
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
