// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>What ECS said of the task at one moment. Immutable; absent stays absent.</summary>
public sealed class TaskSnapshot
{
    /// <summary>What the next snapshot's shared interfaces are compared with.</summary>
    private readonly SharedCounters _sharedCounters;

    /// <summary>Puts the documents together; each may be missing, with its failure in its state.</summary>
    /// <param name="documents">All documents, in the order of <see cref="EndpointDocument.OfTask"/>.</param>
    /// <param name="selection">Which containers are published.</param>
    /// <param name="previous">
    /// The snapshot before this one, null for the first. The task's identity and the highest shared counters are carried on
    /// from it, nothing else: what the endpoint does not give now is absent, not stale. It is not kept.
    /// </param>
    public TaskSnapshot(ImmutableArray<DocumentState> documents, ContainerSelection selection, TaskSnapshot? previous = null)
    {
        Documents = documents;
        Task = (TaskMetadataDocument?)StateOf(EndpointDocument.Task).Content;
        Identity = previous?.Identity ?? TaskIdentity.Unknown;
        _sharedCounters = previous?._sharedCounters ?? SharedCounters.None;
        if (Task is not { } task)
        {
            return;
        }

        var stats = (TaskStats?)StateOf(EndpointDocument.TaskStats).Content;
        var known = Identity;
        Identity = known.With(task);

        // The task's traffic does not depend on which containers are published: any of them may have the latest reading.
        var sharedReadings = new List<InterfaceStats>();
        Timestamp? sampledAt = null;
        var all = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        var published = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        foreach (var container in task.Containers)
        {
            var snapshot = new ContainerSnapshot(task, container, stats?.Of(container.Id), NetworkScopes.Of(container, Identity));
            if (snapshot is { NetworkScope: NetworkScope.Task, Stats: { Interfaces.IsEmpty: false } figures })
            {
                sharedReadings.AddRange(figures.Interfaces.AsSpan());
                sampledAt = Nullable.Compare(figures.ReadAt?.UnixNanoseconds, sampledAt?.UnixNanoseconds) > 0 ? figures.ReadAt : sampledAt;
            }

            all.Add(snapshot);
            if (selection.Includes(container))
            {
                published.Add(snapshot);
            }
        }

        AllContainers = all.DrainToImmutable();
        Containers = published.DrainToImmutable();
        var counters = known.IsSameTaskAs(Identity) ? _sharedCounters : SharedCounters.None;
        SharedInterfaces = counters.Publish(InterfaceStats.Merge(sharedReadings), sampledAt, out _sharedCounters);
    }

    /// <summary>Every document, read or missing, in the order of <see cref="EndpointDocument.OfTask"/>.</summary>
    public ImmutableArray<DocumentState> Documents { get; }

    /// <summary>One of the documents.</summary>
    public DocumentState StateOf(EndpointDocument document) => Documents[EndpointDocument.OfTask.IndexOf(document)];

    /// <summary>Whether all documents were read.</summary>
    public bool IsUp => Documents.All(static document => document.IsUp);

    /// <summary>What identifies the task, from this document and those before it.</summary>
    public TaskIdentity Identity { get; }

    /// <summary>The document <c>/task</c>; null when it could not be read.</summary>
    public TaskMetadataDocument? Task { get; }

    /// <summary>The published containers in ordinal order of their names, each name once.</summary>
    public ImmutableArray<ContainerSnapshot> Containers { get; } = [];

    /// <summary>The published containers and the others, for figures of the whole task.</summary>
    public ImmutableArray<ContainerSnapshot> AllContainers { get; } = [];

    /// <summary>
    /// The interfaces all containers share, in ordinal order: of each counter the largest that a container reported, and not
    /// less than in the snapshot before unless it was reset.
    /// </summary>
    public ImmutableArray<InterfaceStats> SharedInterfaces { get; } = [];
}
