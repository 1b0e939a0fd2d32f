// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What is known of one cluster. Immutable.</summary>
/// <param name="cluster">The cluster itself.</param>
internal sealed class ClusterReading(EcsCluster cluster)
{
    public EcsCluster Cluster => cluster;

    /// <summary>The services that were selected, by name.</summary>
    public Part<EcsService> Services { get; init; } = new("services");

    /// <summary>The tasks that run, except those of services that were not selected.</summary>
    public Part<EcsTask> Tasks { get; init; } = new("tasks");

    /// <summary>The container instances, by id.</summary>
    public Part<EcsInstance> Instances { get; init; } = new("instances");

    /// <summary>The tasks that have stopped and are still listed, which is for about an hour; the latest first.</summary>
    public Part<StoppedTask> Stopped { get; init; } = new("stopped_tasks");

    /// <summary>The cluster's name.</summary>
    public string Name => cluster.Name;

    /// <summary>The parts in ordinal order of their names.</summary>
    public Part[] Parts() => [Instances, Services, Stopped, Tasks];
}

/// <summary>A task that has stopped, as far as the page shows it.</summary>
/// <param name="service">The task's service; empty for one that no service started.</param>
/// <param name="reason">Why it stopped.</param>
/// <param name="stoppedAt">When.</param>
internal sealed class StoppedTask(string service, StopReason reason, DateTimeOffset stoppedAt)
{
    public string Service => service;

    public StopReason Reason => reason;

    public DateTimeOffset StoppedAt => stoppedAt;
}
