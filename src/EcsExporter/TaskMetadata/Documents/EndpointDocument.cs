// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>
/// Declares a document of the task metadata endpoint. The client, the snapshots, the log, the metrics and the page iterate over a set of documents:
/// <see cref="OfTask"/>, or <see cref="OfHost"/> in a Managed Daemon. Every reading requests all documents of its set.
/// </summary>
public sealed class EndpointDocument
{
    private readonly Reader _read;

    private EndpointDocument(string path, string label, AnomalyKind section, Reader read)
    {
        Path = path;
        Label = label;
        Section = section;
        _read = read;
    }

    private delegate object Reader(ref JsonCursor json);

    /// <summary>Metadata of the task and its containers: a <see cref="TaskMetadataDocument"/>.</summary>
    public static EndpointDocument Task { get; } = new("/task", "task", AnomalyKind.MalformedTask, TaskMetadataDocument.Read);

    /// <summary>Docker's stats by container id: a <see cref="Documents.TaskStats"/>.</summary>
    public static EndpointDocument TaskStats { get; } = new("/task/stats", "task_stats", AnomalyKind.MalformedStats, Documents.TaskStats.Read);

    /// <summary>Metadata of every task on the host: a <see cref="TaskList"/>.</summary>
    public static EndpointDocument Tasks { get; } = new("/tasks", "tasks", AnomalyKind.MalformedTask, TaskList.Read);

    /// <summary>Docker's stats by container id, for every task on the host: a <see cref="Documents.TaskStats"/>.</summary>
    public static EndpointDocument TasksStats { get; } =
        new("/tasks/stats", "tasks_stats", AnomalyKind.MalformedStats, Documents.TaskStats.ReadAll);

    /// <summary>The documents about the exporter's own task: metadata, then stats, in ordinal order of their labels.</summary>
    public static ImmutableArray<EndpointDocument> OfTask { get; } = [Task, TaskStats];

    /// <summary>
    /// The documents about all tasks on the host, which only Managed Daemons can read: metadata, then stats, in ordinal order of their labels.
    /// </summary>
    public static ImmutableArray<EndpointDocument> OfHost { get; } = [Tasks, TasksStats];

    /// <summary>Whether the document is about all tasks on the host; only Managed Daemons can read it.</summary>
    public bool IsOfHost => OfHost.Contains(this);

    /// <summary>The path below the endpoint's base address.</summary>
    public string Path { get; }

    /// <summary>The document's name in metrics and in the log.</summary>
    public string Label { get; }

    /// <summary>The kind of anomaly that a malformed field counts as until the reader enters another section.</summary>
    internal AnomalyKind Section { get; }

    /// <summary>Reads the content into an immutable object.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not JSON, or not this document.</exception>
    internal object Read(ref JsonCursor json) => _read(ref json);
}
