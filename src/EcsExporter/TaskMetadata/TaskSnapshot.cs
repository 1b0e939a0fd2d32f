// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata;

/// <summary>What ECS said of the task at one moment. Immutable; absent stays absent.</summary>
public sealed class TaskSnapshot
{
    /// <summary>What the next snapshot's shared interfaces are compared with.</summary>
    private readonly SharedCounters _sharedCounters;

    /// <summary>Puts the two documents together; each may be missing, with its failure in its status.</summary>
    /// <param name="task">The document <c>/task</c>.</param>
    /// <param name="taskStatus">How it was come by.</param>
    /// <param name="stats">The document <c>/task/stats</c>.</param>
    /// <param name="statsStatus">How it was come by.</param>
    /// <param name="selection">Which containers are published.</param>
    /// <param name="previous">
    /// The snapshot before this one, null for the first. The task's identity and the highest shared counters are carried on
    /// from it, nothing else: what the endpoint does not give now is absent, not stale. It is not kept.
    /// </param>
    public TaskSnapshot(
        TaskMetadataDocument? task,
        DocumentStatus taskStatus,
        TaskStats? stats,
        DocumentStatus statsStatus,
        ContainerSelection selection,
        TaskSnapshot? previous = null)
    {
        Task = task;
        TaskStatus = taskStatus;
        StatsStatus = statsStatus;
        Identity = previous?.Identity ?? TaskIdentity.Unknown;
        _sharedCounters = previous?._sharedCounters ?? SharedCounters.None;
        if (task is null)
        {
            return;
        }

        var known = Identity;
        Identity = known.With(task);

        // The task's traffic does not depend on which containers are published: any of them may have the latest reading.
        var sharedInterfaces = default(InterfaceList);
        Timestamp? sampledAt = null;
        var all = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        var published = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        foreach (var container in task.Containers)
        {
            var snapshot = new ContainerSnapshot(task, container, stats?.Of(container.Id), NetworkScopes.Of(container, Identity));
            if (snapshot is { NetworkScope: NetworkScope.Task, Stats: { Interfaces.IsEmpty: false } figures })
            {
                sharedInterfaces.AddAll(figures.Interfaces);
                sampledAt = Nullable.Compare(figures.ReadAt, sampledAt) > 0 ? figures.ReadAt : sampledAt;
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
        SharedInterfaces = counters.Publish(sharedInterfaces.Merge(out _), sampledAt, out _sharedCounters);
    }

    /// <summary>What identifies the task, from this document and those before it.</summary>
    public TaskIdentity Identity { get; }

    /// <summary>The document <c>/task</c>; null when it could not be read.</summary>
    public TaskMetadataDocument? Task { get; }

    /// <summary>How <c>/task</c> was come by.</summary>
    public DocumentStatus TaskStatus { get; }

    /// <summary>How <c>/task/stats</c> was come by.</summary>
    public DocumentStatus StatsStatus { get; }

    /// <summary>Whether both documents were read.</summary>
    public bool IsUp => TaskStatus.IsUp && StatsStatus.IsUp;

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
