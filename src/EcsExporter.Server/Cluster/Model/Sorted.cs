// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Model;

/// <summary>Searches arrays that are sorted by a key. Dictionaries for each type of item would make the executable larger.</summary>
internal static class Sorted
{
    /// <summary>Returns the item with the key; null when there is none.</summary>
    /// <param name="items">The items, in ordinal order of their keys.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyOf">Returns an item's key.</param>
    public static T? Find<T>(T[] items, string key, Func<T, string> keyOf)
        where T : class
    {
        var (first, last) = (0, items.Length - 1);
        while (first <= last)
        {
            var middle = (first + last) / 2;
            switch (string.CompareOrdinal(keyOf(items[middle]), key))
            {
                case 0:
                    return items[middle];
                case < 0:
                    first = middle + 1;
                    break;
                default:
                    last = middle - 1;
                    break;
            }
        }

        return null;
    }
}
