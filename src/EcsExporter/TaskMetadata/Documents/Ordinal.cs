// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>
/// The order of texts by their UTF-8 bytes, in which the reference client sorts. UTF-16's order differs where
/// characters beyond the basic plane, written with surrogates, meet those from U+E000 on.
/// </summary>
internal static class Ordinal
{
    /// <summary>The order as a comparer.</summary>
    public static Comparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    /// <summary>Below zero when <paramref name="left"/> comes first, zero when both are the same.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length - right.Length;
        }

        return Rank(left[common]) - Rank(right[common]);
    }

    /// <summary>The items in the order of their names, those of one name merged into one.</summary>
    public static ImmutableArray<T> Merge<T>(List<T> items, Func<T, string> name, Func<T, T, T> merge)
    {
        // Sorted once at the end: kept sorted, a list of very many would take hours.
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
