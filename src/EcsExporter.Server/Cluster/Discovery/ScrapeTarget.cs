// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>A port to scrape, and what is known of its task.</summary>
/// <param name="Cluster">The task's cluster.</param>
/// <param name="Task">The task.</param>
/// <param name="ContainerName">The container that listens.</param>
/// <param name="Address">Where.</param>
/// <param name="Request">What is asked for there.</param>
internal sealed record ScrapeTarget(EcsCluster Cluster, EcsTask Task, string ContainerName, TargetAddress Address, ScrapeRequest Request)
{
    /// <summary>The task's service; null for a task without one, or when services cannot be read.</summary>
    public EcsService? Service { get; init; }

    /// <summary>The container instance; null on Fargate.</summary>
    public EcsInstance? Instance { get; init; }

    /// <summary>The EC2 instance; null on Fargate, and while it has not been read.</summary>
    public Ec2Instance? Host { get; init; }
}

/// <summary>All targets at one moment. Immutable.</summary>
/// <param name="Targets">By cluster and task.</param>
/// <param name="LeftOutCounts">How many containers are left out, by <see cref="LeftOut"/>.</param>
internal sealed record TargetList(IReadOnlyList<ScrapeTarget> Targets, IReadOnlyDictionary<LeftOut, int> LeftOutCounts)
{
    /// <summary>Before the first refresh.</summary>
    public static TargetList Empty { get; } = new([], new Dictionary<LeftOut, int>());
}
