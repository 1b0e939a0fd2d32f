// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;

namespace EcsExporter.Tests;

/// <summary>Reads documents from text and counts their anomalies.</summary>
internal sealed class DocumentReader
{
    private static readonly EndpointFailure Failed = new(FailureReason.Http5xx, "unexpected status 500");

    private readonly StringPool _strings = new();

    public DocumentReader() => Anomalies = new Anomalies(Log);

    public CapturingLogger Log { get; } = new();

    public Anomalies Anomalies { get; }

    /// <summary>The anomalies so far, such as <c>malformed_cpu 2, duplicate_interface 1</c>; "" for none.</summary>
    public string Met => string.Join(
        ", ",
        Enum.GetValues<AnomalyKind>().Where(kind => Anomalies[kind] > 0).Select(kind => $"{kind.Label()} {Anomalies[kind]}"));

    public TaskMetadataDocument Task(string json) => Task(Encoding.UTF8.GetBytes(json));

    public TaskMetadataDocument Task(ReadOnlySpan<byte> utf8Json) => (TaskMetadataDocument)Read(EndpointDocument.Task, utf8Json);

    public TaskStats Stats(string json) => Stats(Encoding.UTF8.GetBytes(json));

    public TaskStats Stats(ReadOnlySpan<byte> utf8Json) => (TaskStats)Read(EndpointDocument.TaskStats, utf8Json);

    /// <summary>The snapshot of these documents; null means a document that could not be read.</summary>
    public TaskSnapshot Snapshot(string? task, string? stats, bool includeInternal = false, TaskSnapshot? previous = null) =>
        Snapshot(task, stats, ContainerSelection.Default with { IncludeInternal = includeInternal }, previous);

    /// <summary>The snapshot of these documents, with a selection of the containers.</summary>
    public TaskSnapshot Snapshot(string? task, string? stats, ContainerSelection selection, TaskSnapshot? previous = null)
    {
        Dictionary<EndpointDocument, string?> texts = new() { [EndpointDocument.Task] = task, [EndpointDocument.TaskStats] = stats };
        return new([.. EndpointDocument.OfTask.Select(document => State(document, texts.GetValueOrDefault(document, "{}")))], selection, previous);
    }

    /// <summary>The tasks in this text of <c>/tasks</c>.</summary>
    public TaskList Tasks(string json) => (TaskList)Read(EndpointDocument.Tasks, Encoding.UTF8.GetBytes(json));

    /// <summary>The stats in this text of <c>/tasks/stats</c>.</summary>
    public TaskStats TasksStats(string json) => (TaskStats)Read(EndpointDocument.TasksStats, Encoding.UTF8.GetBytes(json));

    /// <summary>The snapshot of the host with these documents; null means a document that could not be read.</summary>
    public HostSnapshot Host(string? tasks, string? stats, HostSnapshot? previous = null, string endpointId = "") =>
        new([State(EndpointDocument.Tasks, tasks), State(EndpointDocument.TasksStats, stats)], ContainerSelection.Default, endpointId, previous);

    /// <summary>The stats of a container, read from the text of its JSON object.</summary>
    public ContainerStats? StatsOf(string containerStats) => Stats($$"""{"id": {{containerStats}}}""").Of("id");

    /// <summary>The container in a task, read from the text of its JSON object; null when the reader left it out.</summary>
    public Container? Container(string container) => Task($$"""{"Containers": [{{container}}]}""").Containers.SingleOrDefault();

    private DocumentState State(EndpointDocument document, string? json) => json is null
        ? new(document, null, Failed, TimeSpan.FromMilliseconds(1), null)
        : new(document, Read(document, Encoding.UTF8.GetBytes(json)), null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));

    private object Read(EndpointDocument document, ReadOnlySpan<byte> utf8Json) =>
        new DocumentDecoder(document, _strings, Anomalies).Decode(utf8Json);
}
