// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// Gives the same string for the same bytes, scrape after scrape: field names, container names and ARNs hardly change,
/// so reading a payload allocates almost no text. A fixed number of slots; a collision only costs an allocation. Safe
/// for concurrent use: a slot holds one immutable reference.
/// </summary>
internal sealed class StringPool
{
    private const int Slots = 1024;
    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string for valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        ref var slot = ref _slots[SlotOf(utf8)];
        if (slot is { } known && Ascii.Equals(utf8, known))
        {
            return known;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Mixes the length and both ends: names differ there, and long values are not read twice.</summary>
    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        Span<byte> ends = stackalloc byte[16];
        ends.Clear();
        utf8[..Math.Min(8, utf8.Length)].CopyTo(ends);
        utf8[^Math.Min(8, utf8.Length)..].CopyTo(ends[8..]);
        var mixed = (BinaryPrimitives.ReadUInt64LittleEndian(ends) * 0x9E3779B97F4A7C15UL)
            ^ ((BinaryPrimitives.ReadUInt64LittleEndian(ends[8..]) + (ulong)utf8.Length) * 0xC2B2AE3D27D4EB4FUL);
        return (int)((mixed ^ (mixed >> 32)) >> 7) & (Slots - 1);
    }
}
