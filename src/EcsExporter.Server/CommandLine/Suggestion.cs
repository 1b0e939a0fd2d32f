// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>Suggests a known name for a misspelt one.</summary>
internal static class Suggestion
{
    /// <summary>
    /// Returns the known name with the smallest Levenshtein distance, or null when the distance of every name exceeds both two letters and a third of
    /// what follows the beginning that both names share, such as <c>ECS_EXPORTER_</c>. Of names with the same distance, it returns the first.
    /// </summary>
    public static string? For(string typed, IEnumerable<string> known)
    {
        var (nearest, smallest) = ((string?)null, int.MaxValue);
        foreach (var name in known)
        {
            var distance = Distance(typed, name);
            var differing = name.Length - typed.AsSpan().CommonPrefixLength(name);
            if (distance > 0 && distance <= Math.Max(2, differing / 3) && distance < smallest)
            {
                (nearest, smallest) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Returns the number of letters to insert, remove or replace to turn one name into the other.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[^1];
    }
}
