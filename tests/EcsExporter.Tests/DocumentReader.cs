// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.TaskMetadata;

namespace EcsExporter.Tests;

/// <summary>Reads documents from text, and remembers what was wrong with them.</summary>
internal sealed class DocumentReader
{
    private static readonly DocumentStatus Read = new(null, TimeSpan.FromMilliseconds(2), new Timestamp(1_767_225_600_000_000_000));
    private static readonly DocumentStatus Missing =
        new(new EndpointFailure(FailureReason.Http5xx, "unexpected status 500"), TimeSpan.FromMilliseconds(1), null);

    private readonly StringPool _strings = new();

    public DocumentReader() => Anomalies = new Anomalies(Log);

    public CapturingLogger Log { get; } = new();

    public Anomalies Anomalies { get; }

    /// <summary>The anomalies met, such as <c>malformed_cpu 2, duplicate_interface 1</c>; "" when there was none.</summary>
    public string Met => string.Join(
        ", ",
        Enum.GetValues<AnomalyKind>().Where(kind => Anomalies[kind] > 0).Select(kind => $"{kind.Label()} {Anomalies[kind]}"));

    public TaskMetadataDocument Task(string json) => Task(Encoding.UTF8.GetBytes(json));

    public TaskMetadataDocument Task(ReadOnlySpan<byte> utf8Json)
    {
        var cursor = new JsonCursor(utf8Json, _strings, Anomalies, AnomalyKind.MalformedTask);
        return TaskMetadataDocument.Read(ref cursor);
    }

    public TaskStats Stats(string json) => Stats(Encoding.UTF8.GetBytes(json));

    public TaskStats Stats(ReadOnlySpan<byte> utf8Json)
    {
        var cursor = new JsonCursor(utf8Json, _strings, Anomalies, AnomalyKind.MalformedStats);
        return TaskStats.Read(ref cursor);
    }

    /// <summary>The snapshot of two documents; null stands for one that could not be read.</summary>
    public TaskSnapshot Snapshot(string? task, string? stats, bool includeInternal = false, TaskSnapshot? previous = null) => new(
        task is null ? null : Task(task),
        task is null ? Missing : Read,
        stats is null ? null : Stats(stats),
        stats is null ? Missing : Read,
        ContainerSelection.Default with { IncludeInternal = includeInternal },
        previous);

    /// <summary>One container with this name and these stats, as an object's text, in an otherwise empty Fargate task.</summary>
    public ContainerStats? StatsOf(string containerStats) => Stats($$"""{"id": {{containerStats}}}""").Of("id");

    /// <summary>The container of this text in an otherwise empty task; null when it was left out.</summary>
    public Container? Container(string container) => Task($$"""{"Containers": [{{container}}]}""").Containers.SingleOrDefault();
}
