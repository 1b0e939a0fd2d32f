// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Architecture;

/// <summary>A reference from a type to a type of another namespace. Nested and generated types count as their containing type.</summary>
internal sealed record NamespaceArrow(string From, string To, string FromType, string ToType)
{
    /// <summary>
    /// Cycles of any length: every namespace that is on a cycle appears in at least one of them. A cycle is written as
    /// <c>A → B → A (X uses Y, Y uses Z)</c>, where X and Z are types of A, and is a shortest cycle through its first namespace. A parent and its
    /// child are different namespaces.
    /// </summary>
    public static IReadOnlyList<string> Circles(IEnumerable<NamespaceArrow> arrows)
    {
        var byStart = arrows.Where(static arrow => arrow.From != arrow.To).ToLookup(static arrow => arrow.From);
        var reported = new HashSet<string>();
        List<string> circles = [];
        foreach (var start in byStart.Select(static group => group.Key).Order(StringComparer.Ordinal))
        {
            if (!reported.Contains(start) && ShortestCircle(start, byStart) is { } circle)
            {
                reported.UnionWith(circle.Select(static arrow => arrow.From));
                var namespaces = string.Join(" → ", circle.Select(static arrow => arrow.From).Append(start));
                circles.Add($"{namespaces} ({string.Join(", ", circle.Select(static arrow => $"{arrow.FromType} uses {arrow.ToType}"))})");
            }
        }

        return circles;
    }

    private static List<NamespaceArrow>? ShortestCircle(string start, ILookup<string, NamespaceArrow> byStart)
    {
        var reachedBy = new Dictionary<string, NamespaceArrow>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var from))
        {
            var next = byStart[from].OrderBy(static arrow => arrow.To, StringComparer.Ordinal);
            foreach (var arrow in next.ThenBy(static arrow => arrow.FromType, StringComparer.Ordinal))
            {
                if (!reachedBy.TryAdd(arrow.To, arrow))
                {
                    continue;
                }

                if (arrow.To == start)
                {
                    return PathTo(start, reachedBy);
                }

                queue.Enqueue(arrow.To);
            }
        }

        return null;
    }

    private static List<NamespaceArrow> PathTo(string start, Dictionary<string, NamespaceArrow> reachedBy)
    {
        List<NamespaceArrow> path = [reachedBy[start]];
        while (path[^1].From != start)
        {
            path.Add(reachedBy[path[^1].From]);
        }

        path.Reverse();
        return path;
    }
}
