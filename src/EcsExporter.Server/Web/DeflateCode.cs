// SPDX-License-Identifier: Apache-2.0
using System.Numerics;

namespace EcsExporter.Server.Web;

/// <summary>The bits of a symbol in deflate's fixed codes (RFC 1951, 3.2.5 and 3.2.6), its extra bits included, ready to be written lowest first.</summary>
/// <param name="Bits">The bits.</param>
/// <param name="Count">How many.</param>
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

    /// <summary>
    /// A value's symbol keeps its highest bits, how many it has in all and as many of those behind the first as there are symbol bits; the
    /// others are extra bits.
    /// </summary>
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
