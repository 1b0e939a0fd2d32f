// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

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

    private static int Rank(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
