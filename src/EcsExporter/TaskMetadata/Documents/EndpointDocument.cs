// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>
/// A document of the task metadata endpoint. It is declared here and nowhere else. The client, the snapshots, the log, the metrics and the page walk
/// a set of documents: <see cref="OfTask"/>, or <see cref="OfHost"/> in a Managed Daemon. Every reading asks for all documents of its set.
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

    /// <summary>Metadata of every task of the host: a <see cref="TaskList"/>.</summary>
    public static EndpointDocument Tasks { get; } = new("/tasks", "tasks", AnomalyKind.MalformedTask, TaskList.Read);

    /// <summary>Docker's stats by container id, of every task of the host: a <see cref="Documents.TaskStats"/>.</summary>
    public static EndpointDocument TasksStats { get; } =
        new("/tasks/stats", "tasks_stats", AnomalyKind.MalformedStats, Documents.TaskStats.ReadAll);

    /// <summary>The documents about the exporter's own task: metadata, then stats, in ordinal order of their labels.</summary>
    public static ImmutableArray<EndpointDocument> OfTask { get; } = [Task, TaskStats];

    /// <summary>
    /// The documents about all tasks of the host, which the endpoint has for Managed Daemons: metadata, then stats, in ordinal order of their labels.
    /// </summary>
    public static ImmutableArray<EndpointDocument> OfHost { get; } = [Tasks, TasksStats];

    /// <summary>Whether the endpoint has the document for Managed Daemons only.</summary>
    public bool IsOfHost => OfHost.Contains(this);

    /// <summary>The path below the endpoint's base address.</summary>
    public string Path { get; }

    /// <summary>What metrics and the log call the document.</summary>
    public string Label { get; }

    /// <summary>What a malformed field counts as until the reader enters another section.</summary>
    internal AnomalyKind Section { get; }

    /// <summary>Reads the content: an immutable object.</summary>
    /// <exception cref="System.Text.Json.JsonException">The text is not JSON, or not this document.</exception>
    internal object Read(ref JsonCursor json) => _read(ref json);
}
