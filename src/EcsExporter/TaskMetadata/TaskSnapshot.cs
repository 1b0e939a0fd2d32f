// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata;

/// <summary>What ECS said of the task at one moment. Immutable; absent stays absent.</summary>
public sealed class TaskSnapshot
{
    /// <summary>Puts the two documents together; each may be missing, with its failure in its status.</summary>
    public TaskSnapshot(
        TaskMetadataDocument? task,
        DocumentStatus taskStatus,
        TaskStats? stats,
        DocumentStatus statsStatus,
        ContainerSelection selection)
    {
        Task = task;
        TaskStatus = taskStatus;
        StatsStatus = statsStatus;
        if (task is null)
        {
            return;
        }

        // The task's traffic does not depend on which containers are published: any of them may have the latest reading.
        var sharedInterfaces = default(InterfaceList);
        var all = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        var published = ImmutableArray.CreateBuilder<ContainerSnapshot>(task.Containers.Length);
        foreach (var container in task.Containers)
        {
            var snapshot = new ContainerSnapshot(task, container, stats?.Of(container.Id), NetworkScopes.Of(container, task));
            if (snapshot.NetworkScope == NetworkScope.Task)
            {
                sharedInterfaces.AddAll(snapshot.Stats?.Interfaces ?? []);
            }

            all.Add(snapshot);
            if (selection.Includes(container))
            {
                published.Add(snapshot);
            }
        }

        AllContainers = all.DrainToImmutable();
        Containers = published.DrainToImmutable();
        SharedInterfaces = sharedInterfaces.Merge(out _);
    }

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

    /// <summary>The interfaces all containers share, in ordinal order: of each counter the largest that a container reported.</summary>
    public ImmutableArray<InterfaceStats> SharedInterfaces { get; } = [];
}
