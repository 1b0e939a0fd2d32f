// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Architecture;

/// <summary>A reference from a type to a type of another namespace. Nested and generated types count as their containing type.</summary>
internal sealed record NamespaceReference(string From, string To, string FromType, string ToType)
{
    /// <summary>
    /// Cycles of any length: every namespace that is on a cycle appears in at least one of them. A cycle is written as
    /// <c>A → B → A (X uses Y, Y uses Z)</c>, where X and Z are types of A, and is a shortest cycle through its first namespace. A parent and its
    /// child are different namespaces.
    /// </summary>
    public static IReadOnlyList<string> Cycles(IEnumerable<NamespaceReference> references)
    {
        var byStart = references.Where(static reference => reference.From != reference.To).ToLookup(static reference => reference.From);
        var reported = new HashSet<string>();
        List<string> cycles = [];
        foreach (var start in byStart.Select(static group => group.Key).Order(StringComparer.Ordinal))
        {
            if (!reported.Contains(start) && ShortestCycle(start, byStart) is { } cycle)
            {
                reported.UnionWith(cycle.Select(static reference => reference.From));
                var namespaces = string.Join(" → ", cycle.Select(static reference => reference.From).Append(start));
                cycles.Add($"{namespaces} ({string.Join(", ", cycle.Select(static reference => $"{reference.FromType} uses {reference.ToType}"))})");
            }
        }

        return cycles;
    }

    private static List<NamespaceReference>? ShortestCycle(string start, ILookup<string, NamespaceReference> byStart)
    {
        var reachedBy = new Dictionary<string, NamespaceReference>();
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var from))
        {
            var next = byStart[from].OrderBy(static reference => reference.To, StringComparer.Ordinal);
            foreach (var reference in next.ThenBy(static reference => reference.FromType, StringComparer.Ordinal))
            {
                if (!reachedBy.TryAdd(reference.To, reference))
                {
                    continue;
                }

                if (reference.To == start)
                {
                    return PathTo(start, reachedBy);
                }

                queue.Enqueue(reference.To);
            }
        }

        return null;
    }

    private static List<NamespaceReference> PathTo(string start, Dictionary<string, NamespaceReference> reachedBy)
    {
        List<NamespaceReference> path = [reachedBy[start]];
        while (path[^1].From != start)
        {
            path.Add(reachedBy[path[^1].From]);
        }

        path.Reverse();
        return path;
    }
}
