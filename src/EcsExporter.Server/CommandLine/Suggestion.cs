// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.CommandLine;

/// <summary>The name that somebody probably meant who typed one that does not exist.</summary>
internal static class Suggestion
{
    /// <summary>
    /// The known name with the smallest distance (Levenshtein), or null when every one differs in more than two letters and in more
    /// than a third of its letters. Of several with
    /// the same distance, the first.
    /// </summary>
    public static string? For(string typed, IEnumerable<string> known)
    {
        var (nearest, smallest) = ((string?)null, int.MaxValue);
        foreach (var name in known)
        {
            var distance = Distance(typed, name);
            if (distance > 0 && distance <= Math.Max(2, name.Length / 3) && distance < smallest)
            {
                (nearest, smallest) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>Letters to insert, remove or replace to make one name from the other.</summary>
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
