// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>The documents <c>/task/stats</c> and <c>/tasks/stats</c>: figures by container id.</summary>
public sealed class TaskStats
{
    private readonly Dictionary<string, Entry> _byContainerId = new(StringComparer.Ordinal);

    /// <summary>A container's figures; null when the endpoint has none for it, or the id is unknown.</summary>
    public ContainerStats? Of(string? containerId) =>
        containerId is null ? null : _byContainerId.GetValueOrDefault(containerId).Stats;

    /// <summary>Reads <c>/task/stats</c>; <c>null</c> is a task without figures.</summary>
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
    /// Reads <c>/tasks/stats</c>: an array with the figures of one task in each element, which does not say of which task. An element that is
    /// <c>null</c> is a task without figures.
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
            // An empty id names nobody: several containers may have it at once.
            var start = json.Position;
            if (ContainerStats.Read(ref json) is { } container && id.Length > 0)
            {
                Add(id, new Entry(container, start, json.Position - start), ref json);
            }
        }
    }

    /// <summary>Of two entries for one id the later sample stays; of one time, the texts decide, as the order must not.</summary>
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
