// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;

namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// The series of a reading in the order of the registry. Immutable. A task's series rarely change, so consecutive readings share one set, and a
/// reading costs eight bytes a sample while it waits.
/// </summary>
internal sealed class SeriesSet
{
    /// <summary>What stands before the labels of each series: whether it is a counter, when it began, and the length of its labels.</summary>
    public const int HeaderLength = 1 + sizeof(long) + sizeof(int);

    private readonly byte[] _entries;

    /// <param name="entries">For each series <see cref="HeaderLength"/> bytes and the labels, encoded as fields of a <c>prometheus.TimeSeries</c>.</param>
    /// <param name="count">How many series there are.</param>
    public SeriesSet(ReadOnlySpan<byte> entries, int count)
    {
        _entries = entries.ToArray();
        Count = count;
    }

    /// <summary>A set without series.</summary>
    public static SeriesSet Empty { get; } = new([], 0);

    /// <summary>How many series there are.</summary>
    public int Count { get; }

    /// <summary>The memory that the set takes.</summary>
    public int Bytes => _entries.Length;

    /// <summary>Whether these are the entries of this set.</summary>
    public bool Has(ReadOnlySpan<byte> entries) => entries.SequenceEqual(_entries);

    /// <summary>Takes the first series off <paramref name="rest"/>, which is 0 at first and then what the call before left.</summary>
    public Series Next(scoped ref int rest)
    {
        var entry = _entries.AsSpan(rest);
        var length = BinaryPrimitives.ReadInt32LittleEndian(entry[(1 + sizeof(long))..]);
        rest += HeaderLength + length;
        return new Series(entry[0] != 0, BinaryPrimitives.ReadInt64LittleEndian(entry[1..]), entry.Slice(HeaderLength, length));
    }

    /// <summary>Writes the header of an entry over its first bytes.</summary>
    /// <param name="entry">The whole entry.</param>
    /// <param name="isCounter">Whether the series is a counter.</param>
    /// <param name="startUnixNanoseconds">When the counter began at zero; 0 when that is not known.</param>
    public static void WriteHeader(Span<byte> entry, bool isCounter, long startUnixNanoseconds)
    {
        entry[0] = isCounter ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(entry[1..], startUnixNanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(entry[(1 + sizeof(long))..], entry.Length - HeaderLength);
    }

    /// <summary>The series that are not in <paramref name="other"/>, in their order. A counter that began again is still the same series.</summary>
    public SeriesSet Except(SeriesSet other)
    {
        if (ReferenceEquals(this, other) || Count == 0)
        {
            return Empty;
        }

        var others = new HashSet<ReadOnlyMemory<byte>>(other.Entries(), EntryComparer.Instance);
        return Of(Entries().Where(entry => !others.Contains(entry)));
    }

    /// <summary>The series of both.</summary>
    public SeriesSet Union(SeriesSet other)
    {
        var added = other.Except(this);
        return added.Count == 0 ? this : Of(Entries().Concat(added.Entries()));
    }

    private static SeriesSet Of(IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        var buffer = new MessageBuffer();
        var count = 0;
        foreach (var entry in entries)
        {
            buffer.Append(entry.Span);
            count++;
        }

        return count == 0 ? Empty : new SeriesSet(buffer.WrittenSpan, count);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Entries()
    {
        for (var at = 0; at < _entries.Length;)
        {
            var start = at;
            _ = Next(ref at);
            yield return _entries.AsMemory(start, at - start);
        }
    }

    private sealed class EntryComparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static EntryComparer Instance { get; } = new();

        public bool Equals(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span[HeaderLength..].SequenceEqual(right.Span[HeaderLength..]);

        public int GetHashCode(ReadOnlyMemory<byte> entry)
        {
            HashCode hash = default;
            hash.AddBytes(entry.Span[HeaderLength..]);
            return hash.ToHashCode();
        }
    }
}

/// <summary>One series of a <see cref="SeriesSet"/>.</summary>
/// <param name="isCounter">Whether it is a counter, else a gauge.</param>
/// <param name="startUnixNanoseconds">When the counter began at zero; 0 for a gauge, and where nobody knows.</param>
/// <param name="labels">Its labels, <c>__name__</c> among them, encoded as fields of a <c>prometheus.TimeSeries</c>.</param>
internal readonly ref struct Series(bool isCounter, long startUnixNanoseconds, ReadOnlySpan<byte> labels)
{
    public bool IsCounter { get; } = isCounter;

    public long StartUnixNanoseconds { get; } = startUnixNanoseconds;

    public ReadOnlySpan<byte> Labels { get; } = labels;
}
