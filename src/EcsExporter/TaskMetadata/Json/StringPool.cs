// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.TaskMetadata.Json;

/// <summary>
/// Caches strings by their UTF-8 bytes. Field names, container names and ARNs hardly change from scrape to scrape, so reading a payload allocates
/// almost no text. The number of slots is fixed, four for each hash; a fifth text of one hash evicts another, which costs an allocation later. Safe
/// for concurrent use, since a slot holds one immutable reference.
/// </summary>
internal sealed class StringPool
{
    private const int Slots = 1024;
    private const int SlotsPerHash = 4;
    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string for valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        var known = _slots.AsSpan(FirstSlotOf(utf8), SlotsPerHash);
        foreach (var text in known)
        {
            if (text is not null && Ascii.Equals(utf8, text))
            {
                return text;
            }
        }

        known[..^1].CopyTo(known[1..]);
        return known[0] = Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Hashes the length and both ends, where names differ, so that long values are not read twice.</summary>
    private static int FirstSlotOf(ReadOnlySpan<byte> utf8)
    {
        var (first, last) = utf8.Length switch
        {
            >= sizeof(ulong) => (BinaryPrimitives.ReadUInt64LittleEndian(utf8), BinaryPrimitives.ReadUInt64LittleEndian(utf8[^sizeof(ulong)..])),
            >= sizeof(uint) => (BinaryPrimitives.ReadUInt32LittleEndian(utf8), BinaryPrimitives.ReadUInt32LittleEndian(utf8[^sizeof(uint)..])),
            > 0 => ((ulong)utf8[0], (ulong)utf8[^1]),
            _ => (0UL, 0UL),
        };
        var mixed = (first * 0x9E3779B97F4A7C15UL) ^ ((last + (ulong)utf8.Length) * 0xC2B2AE3D27D4EB4FUL);
        return (int)((mixed ^ (mixed >> 32)) >> 7) & (Slots - SlotsPerHash);
    }
}
