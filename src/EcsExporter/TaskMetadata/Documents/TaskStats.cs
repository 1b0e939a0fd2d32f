// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>The documents <c>/task/stats</c> and <c>/tasks/stats</c>: stats by container id.</summary>
public sealed class TaskStats
{
    private readonly Dictionary<string, Entry> _byContainerId = new(StringComparer.Ordinal);

    /// <summary>A container's stats; null when the endpoint has no stats for the container, or the id is unknown.</summary>
    public ContainerStats? Of(string? containerId) =>
        containerId is null ? null : _byContainerId.GetValueOrDefault(containerId).Stats;

    /// <summary>Reads <c>/task/stats</c>; <c>null</c> means a task without stats.</summary>
    /// <exception cref="JsonException">The text is not JSON, or neither an object nor <c>null</c>.</exception>
    internal static TaskStats Read(ref JsonCursor json)
    {
        var stats = new TaskStats();
        if (json.TokenType == JsonTokenType.Null)
        {
            json.ExpectEnd();
            return stats;
        }

        json.ExpectObject();
        stats.ReadContainers(ref json);
        json.ExpectEnd();
        return stats;
    }

    /// <summary>
    /// Reads <c>/tasks/stats</c>: an array with the stats of one task in each element. An element does not name its task; the container ids do. An
    /// element that is <c>null</c> means a task without stats.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, or neither an array nor <c>null</c>.</exception>
    internal static TaskStats ReadAll(ref JsonCursor json)
    {
        var stats = new TaskStats();
        if (json.TokenType == JsonTokenType.Null)
        {
            json.ExpectEnd();
            return stats;
        }

        json.ExpectArray();
        while (json.NextElement())
        {
            if (json.BeginObject())
            {
                stats.ReadContainers(ref json);
            }
        }

        json.ExpectEnd();
        return stats;
    }

    private void ReadContainers(ref JsonCursor json)
    {
        while (json.NextProperty(out var id))
        {
            // Several containers can have an empty id at once, so stats under an empty id belong to no known container.
            var start = json.Position;
            if (ContainerStats.Read(ref json) is { } container && id.Length > 0)
            {
                Add(id, new Entry(container, start, json.Position - start), ref json);
            }
        }
    }

    /// <summary>
    /// Adds an entry. When two entries have the same id, the later sample is kept, else the entry whose JSON text is greater, so that the choice does
    /// not depend on the order in the document.
    /// </summary>
    private void Add(string id, Entry entry, ref JsonCursor json)
    {
        if (!_byContainerId.TryGetValue(id, out var other))
        {
            _byContainerId.Add(id, entry);
            return;
        }

        json.Report(AnomalyKind.DuplicateContainer);
        var order = Nullable.Compare(entry.Stats.ReadAt?.UnixNanoseconds, other.Stats.ReadAt?.UnixNanoseconds);
        order = order != 0 ? order : entry.TextIn(json.Document).SequenceCompareTo(other.TextIn(json.Document));
        if (order > 0)
        {
            _byContainerId[id] = entry;
        }
    }

    private readonly record struct Entry(ContainerStats Stats, int Start, int Length)
    {
        public ReadOnlySpan<byte> TextIn(ReadOnlySpan<byte> document) => document.Slice(Start, Length);
    }
}
