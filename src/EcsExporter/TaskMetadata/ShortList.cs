// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// Collects the items of one of a document's lists. A task has few interfaces and devices: the first items are kept within
/// the list itself, which lies on the stack, so that only the final array is allocated. To be passed by reference.
/// </summary>
internal struct ShortList<T>
{
    private const int Within = 8;
    private Items _within;
    private T[]? _beyond;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The items, until the next one is added.</summary>
    [UnscopedRef]
    public Span<T> Span => (_beyond ?? (Span<T>)_within)[..Count];

    /// <summary>Appends an item.</summary>
    public void Add(T item)
    {
        if (Count == (_beyond?.Length ?? Within))
        {
            var larger = new T[2 * Count];
            Span.CopyTo(larger);
            _beyond = larger;
        }

        Count++;
        Span[^1] = item;
    }

    /// <summary>The first <paramref name="count"/> items.</summary>
    public readonly ImmutableArray<T> First(int count) => [.. (_beyond ?? (ReadOnlySpan<T>)_within)[..count]];

    [InlineArray(Within)]
    private struct Items
    {
        [SuppressMessage("Style", "IDE0044", Justification = "The elements of an inline array are written through its span.")]
        [SuppressMessage("CodeQuality", "IDE0051", Justification = "Names the type of the elements.")]
        private T _item;
    }
}
