// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Model;

/// <summary>Looks things up in arrays that are in ordinal order of a key. A dictionary for each kind of thing would make the executable larger.</summary>
internal static class Sorted
{
    /// <summary>The thing with the key; null when there is none.</summary>
    /// <param name="items">In ordinal order of their keys.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyOf">Gives a thing's key.</param>
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
