// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata;

/// <summary>
/// Reads <c>Containers[]</c> into ordinal order of names, each name once. Of two containers with one name — a replaced
/// one beside its successor — the running one stays, then the one created later; the last resort is the text of the two,
/// so that the choice never depends on the order in the payload, which is random on EC2.
/// </summary>
internal static class ContainerList
{
    public static ImmutableArray<Container> Read(ref JsonCursor json)
    {
        if (!json.BeginArray())
        {
            return [];
        }

        var list = default(ShortList<Candidate>);
        while (json.NextElement())
        {
            var start = json.TokenStart;
            if (Container.Read(ref json) is { } container)
            {
                list.Add(new Candidate(container, start, json.Position - start));
            }
        }

        var document = json.Document;
        var candidates = list.Span;
        candidates.Sort(static (left, right) => Ordinal.Compare(left.Container.Name, right.Container.Name));
        var containers = ImmutableArray.CreateBuilder<Container>(candidates.Length);
        for (var i = 0; i < candidates.Length;)
        {
            var best = candidates[i++];
            while (i < candidates.Length && candidates[i].Container.Name == best.Container.Name)
            {
                json.Report(AnomalyKind.DuplicateContainer);
                best = Preferred(best, candidates[i++], document);
            }

            containers.Add(best.Container);
        }

        return containers.DrainToImmutable();
    }

    private static Candidate Preferred(Candidate left, Candidate right, ReadOnlySpan<byte> document)
    {
        var order = IsRunning(left).CompareTo(IsRunning(right));
        order = order != 0 ? order : Nullable.Compare(left.Container.CreatedAt, right.Container.CreatedAt);
        order = order != 0 ? order : left.TextIn(document).SequenceCompareTo(right.TextIn(document));
        return order >= 0 ? left : right;
    }

    private static bool IsRunning(Candidate candidate) => candidate.Container.KnownStatus == "RUNNING";

    private readonly record struct Candidate(Container Container, int Start, int Length)
    {
        public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
    }
}
