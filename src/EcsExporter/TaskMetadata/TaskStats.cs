// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace EcsExporter.TaskMetadata;

/// <summary>The document <c>/task/stats</c>: figures by container id.</summary>
public sealed class TaskStats
{
    private readonly Dictionary<string, ContainerStats> _byContainerId = new(StringComparer.Ordinal);

    /// <summary>The figures of all containers that have some, in no particular order.</summary>
    public IReadOnlyCollection<ContainerStats> All => _byContainerId.Values;

    /// <summary>A container's figures; null when the endpoint has none for it, or the id is unknown.</summary>
    public ContainerStats? Of(string? containerId) =>
        containerId is null ? null : _byContainerId.GetValueOrDefault(containerId);

    /// <summary>Reads the document; <c>null</c> is a task without figures.</summary>
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
        while (json.NextProperty(out var id))
        {
            // An empty id names nobody: several containers may have it at once.
            if (ContainerStats.Read(ref json) is { } container && id.Length > 0)
            {
                stats.Add(id, container, ref json);
            }
        }

        json.ExpectEnd();
        return stats;
    }

    private void Add(string id, ContainerStats stats, ref JsonCursor json)
    {
        if (!_byContainerId.TryGetValue(id, out var other))
        {
            _byContainerId.Add(id, stats);
            return;
        }

        json.Report(AnomalyKind.DuplicateContainer);
        if (Nullable.Compare(stats.ReadAt, other.ReadAt) >= 0)
        {
            _byContainerId[id] = stats;
        }
    }
}
