// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>The state of the task at one moment, as the endpoint gave it. Immutable.</summary>
public sealed class TaskSnapshot
{
    /// <summary>The counters with which the next snapshot's shared interfaces are compared.</summary>
    private readonly SharedCounters _sharedCounters;

    /// <summary>Combines the documents; each may be missing, with the failure in its state.</summary>
    /// <param name="documents">All documents, in the order of <see cref="EndpointDocument.OfTask"/>.</param>
    /// <param name="selection">Which containers are published.</param>
    /// <param name="previous">
    /// The previous snapshot; null for the first. Only the task's identity and the highest shared counters are taken from it: any other value that
    /// the endpoint does not give now is absent, not stale. The previous snapshot is not kept.
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

        // All containers contribute to the task's traffic, published or not: any of them may have the latest sample.
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

    /// <summary>The task's identity, from this document and all earlier ones.</summary>
    public TaskIdentity Identity { get; }

    /// <summary>The document <c>/task</c>; null when it could not be read.</summary>
    public TaskMetadataDocument? Task { get; }

    /// <summary>The published containers in ordinal order of their names, each name once.</summary>
    public ImmutableArray<ContainerSnapshot> Containers { get; } = [];

    /// <summary>All containers, published or not, for figures of the whole task.</summary>
    public ImmutableArray<ContainerSnapshot> AllContainers { get; } = [];

    /// <summary>
    /// The interfaces that all containers share, in ordinal order. Each counter is the largest value that a container reported, and is not lower than
    /// in the previous snapshot unless it was reset.
    /// </summary>
    public ImmutableArray<InterfaceStats> SharedInterfaces { get; } = [];
}
