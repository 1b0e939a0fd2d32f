// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Holds the state of one cluster. Immutable.</summary>
/// <param name="cluster">The cluster itself.</param>
internal sealed class ClusterReading(EcsCluster cluster)
{
    public EcsCluster Cluster => cluster;

    /// <summary>The selected services, by name.</summary>
    public Part<EcsService> Services { get; init; } = new("services");

    /// <summary>The running tasks, except tasks of services that are not selected.</summary>
    public Part<EcsTask> Tasks { get; init; } = new("tasks");

    /// <summary>The container instances, by ID.</summary>
    public Part<EcsInstance> Instances { get; init; } = new("instances");

    /// <summary>The stopped tasks that ECS still lists, for about an hour; the latest first.</summary>
    public Part<StoppedTask> Stopped { get; init; } = new("stopped_tasks");

    /// <summary>The cluster's name.</summary>
    public string Name => cluster.Name;

    /// <summary>Returns the parts in ordinal order of their names.</summary>
    public Part[] Parts() => [Instances, Services, Stopped, Tasks];
}

/// <summary>Holds a stopped task for the page.</summary>
/// <param name="service">The task's service; empty if no service started it.</param>
/// <param name="reason">Why the task stopped.</param>
/// <param name="stoppedAt">When the task stopped.</param>
internal sealed class StoppedTask(string service, StopReason reason, DateTimeOffset stoppedAt)
{
    public string Service => service;

    public StopReason Reason => reason;

    public DateTimeOffset StoppedAt => stoppedAt;
}
