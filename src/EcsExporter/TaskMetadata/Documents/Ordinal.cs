// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>
/// Orders texts by their UTF-8 bytes, as the reference client does. The order by UTF-16 code units differs: it puts characters beyond the basic
/// plane, which are surrogate pairs, before U+E000 to U+FFFF.
/// </summary>
internal static class Ordinal
{
    /// <summary>The order as a comparer.</summary>
    public static Comparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    /// <summary>Below zero when <paramref name="left"/> comes first, zero when both are equal.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length - right.Length;
        }

        return Rank(left[common]) - Rank(right[common]);
    }

    /// <summary>The items in the order of their names; items with the same name are merged.</summary>
    public static ImmutableArray<T> Merge<T>(List<T> items, Func<T, string> name, Func<T, T, T> merge)
    {
        // One sort at the end takes O(n log n). A sorted insert for each item would take hours for a very long list.
        items.Sort((left, right) => Compare(name(left), name(right)));
        var merged = ImmutableArray.CreateBuilder<T>(items.Count);
        foreach (var item in items)
        {
            if (merged.Count > 0 && name(merged[^1]) == name(item))
            {
                merged[^1] = merge(merged[^1], item);
            }
            else
            {
                merged.Add(item);
            }
        }

        return merged.DrainToImmutable();
    }

    private static int Rank(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
