// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What is known of one cluster. Immutable.</summary>
/// <param name="Cluster">The cluster itself.</param>
internal sealed record ClusterReading(EcsCluster Cluster)
{
    /// <summary>The services that were selected, by name.</summary>
    public Part<EcsService> Services { get; init; } = Part<EcsService>.Unread;

    /// <summary>The tasks that run, except those of services that were not selected.</summary>
    public Part<EcsTask> Tasks { get; init; } = Part<EcsTask>.Unread;

    /// <summary>The container instances, by id.</summary>
    public Part<EcsInstance> Instances { get; init; } = Part<EcsInstance>.Unread;

    /// <summary>The tasks that have stopped and are still listed, which is for about an hour; the latest first.</summary>
    public Part<StoppedTask> Stopped { get; init; } = Part<StoppedTask>.Unread;

    /// <summary>The cluster's name.</summary>
    public string Name => Cluster.Name;

    /// <summary>The parts by the names that metrics and the log give them, in ordinal order.</summary>
    public IEnumerable<PartState> Parts() =>
    [
        new("instances", Instances.ReadAt, Instances.Failure),
        new("services", Services.ReadAt, Services.Failure),
        new("stopped_tasks", Stopped.ReadAt, Stopped.Failure),
        new("tasks", Tasks.ReadAt, Tasks.Failure),
    ];
}

/// <summary>How reading a part went.</summary>
/// <param name="Name">The part.</param>
/// <param name="ReadAt">When it was last read completely; null before the first time.</param>
/// <param name="Failure">Why the last attempt failed, if it did.</param>
internal readonly record struct PartState(string Name, DateTimeOffset? ReadAt, ApiFailure? Failure);

/// <summary>A task that has stopped, as far as the page shows it.</summary>
/// <param name="Service">The task's service; empty for one that no service started.</param>
/// <param name="Reason">Why it stopped.</param>
/// <param name="StoppedAt">When.</param>
internal readonly record struct StoppedTask(string Service, StopReason Reason, DateTimeOffset StoppedAt);
