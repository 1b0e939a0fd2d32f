// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>
/// The state of all tasks on the host at one moment, as a Managed Daemon sees it. Each task has its own snapshot, which equals the snapshot of an
/// exporter inside that task for the same documents. Immutable.
/// </summary>
public sealed class HostSnapshot
{
    /// <summary>Combines the documents; each may be missing, with the failure in its state.</summary>
    /// <param name="documents">All documents, in the order of <see cref="EndpointDocument.OfHost"/>.</param>
    /// <param name="selection">Which containers are published.</param>
    /// <param name="endpointId">The last part of the metadata address, which identifies the exporter's own task.</param>
    /// <param name="previous">
    /// The previous snapshot; null for the first. Each task takes its identity and its highest shared counters from its own previous snapshot. While
    /// the list of tasks cannot be read, the previous tasks stay, without metadata. The previous snapshot is not kept.
    /// </param>
    public HostSnapshot(ImmutableArray<DocumentState> documents, ContainerSelection selection, string endpointId, HostSnapshot? previous = null)
    {
        Documents = documents;
        var list = (TaskList?)StateOf(EndpointDocument.Tasks).Content;
        Tasks = list is null
            ? [.. (previous?.Tasks ?? []).Select(task => task with { Snapshot = SnapshotOf(null, task.Snapshot) })]
            : [.. list.Tasks.Select(task => new HostTask(task.Id, SnapshotOf(task.Task, previous?.Find(task.Id)?.Snapshot)))];
        OwnTaskId = previous?.OwnTaskId ?? OwnTaskIdIn(Tasks, endpointId);
        OwnInstance = OwnTaskId ?? TaskIdOf(endpointId);
        Own = (OwnTaskId is { } own ? Find(own)?.Snapshot : null) ?? SnapshotOf(null, previous?.Own);

        TaskSnapshot SnapshotOf(TaskMetadataDocument? task, TaskSnapshot? before) => new(
            [
                StateOf(EndpointDocument.Tasks) with { Document = EndpointDocument.Task, Content = task },
                StateOf(EndpointDocument.TasksStats) with { Document = EndpointDocument.TaskStats },
            ],
            selection,
            before);
    }

    /// <summary>Every document, read or missing, in the order of <see cref="EndpointDocument.OfHost"/>.</summary>
    public ImmutableArray<DocumentState> Documents { get; }

    /// <summary>Whether all documents were read.</summary>
    public bool IsUp => Documents.All(static document => document.IsUp);

    /// <summary>The tasks on the host in ordinal order of their ids.</summary>
    public ImmutableArray<HostTask> Tasks { get; }

    /// <summary>The id of the exporter's own task; null until a list of tasks contains it.</summary>
    public string? OwnTaskId { get; }

    /// <summary>Names the exporter's own task: its id, or the id in the metadata address until a list of tasks contains the task.</summary>
    public string OwnInstance { get; }

    /// <summary>The exporter's own task; without content when the list of tasks does not contain it.</summary>
    public TaskSnapshot Own { get; }

    /// <summary>One of the documents.</summary>
    public DocumentState StateOf(EndpointDocument document) => Documents[EndpointDocument.OfHost.IndexOf(document)];

    /// <summary>The task with this id; null when the host has no such task.</summary>
    public HostTask? Find(string id)
    {
        var (low, high) = (0, Tasks.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (Ordinal.Compare(Tasks[middle].Id, id))
            {
                case 0: return Tasks[middle];
                case < 0: low = middle + 1; break;
                default: high = middle - 1; break;
            }
        }

        return null;
    }

    private static string? OwnTaskIdIn(ImmutableArray<HostTask> tasks, string endpointId) => tasks
        .FirstOrDefault(task => task.Id == TaskIdOf(endpointId) || task.Snapshot.AllContainers.Any(container => container.Metadata.Id == endpointId))
        ?.Id;

    /// <summary>Removes the suffix of a container: on Managed Instances an endpoint's id is the task's id, a hyphen and a number.</summary>
    private static string TaskIdOf(string endpointId) => endpointId.LastIndexOf('-') is > 0 and var hyphen ? endpointId[..hyphen] : endpointId;
}

/// <summary>A task on the host.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Snapshot">The state of the task.</param>
public sealed record HostTask(string Id, TaskSnapshot Snapshot)
{
    /// <summary>Whether a container of the task has stats.</summary>
    public bool HasStats => Snapshot.AllContainers.Any(static container => container.Stats is not null);
}
