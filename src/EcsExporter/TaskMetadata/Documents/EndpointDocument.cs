// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>
/// A document of the task metadata endpoint. It is declared here and nowhere else: the client, the snapshot, the log, the metrics and the page walk
/// <see cref="All"/>. Every reading of the endpoint asks for all of them.
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

    /// <summary>All documents, in the order in which the page and the log name them.</summary>
    public static ImmutableArray<EndpointDocument> All { get; } = [Task, TaskStats];

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
