// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>A port to scrape, and what is known of its task.</summary>
/// <param name="cluster">The task's cluster.</param>
/// <param name="task">The task.</param>
/// <param name="containerName">The container that listens.</param>
/// <param name="address">Where.</param>
/// <param name="request">What is asked for there.</param>
internal sealed class ScrapeTarget(EcsCluster cluster, EcsTask task, string containerName, TargetAddress address, ScrapeRequest request)
{
    public EcsCluster Cluster => cluster;

    public EcsTask Task => task;

    public string ContainerName => containerName;

    public TargetAddress Address => address;

    public ScrapeRequest Request => request;

    /// <summary>The task's service; null for a task without one, or when services cannot be read.</summary>
    public EcsService? Service { get; init; }

    /// <summary>The container instance; null on Fargate.</summary>
    public EcsInstance? Instance { get; init; }

    /// <summary>The EC2 instance; null on Fargate, and while it has not been read.</summary>
    public Ec2Instance? Host { get; init; }
}

/// <summary>All targets at one moment. Immutable.</summary>
/// <param name="targets">By cluster and task.</param>
/// <param name="leftOutCounts">How many containers are left out, for each member of <see cref="LeftOut"/>, in its order.</param>
internal sealed class TargetList(ScrapeTarget[] targets, int[] leftOutCounts)
{
    /// <summary>Before the first refresh.</summary>
    public static TargetList Empty { get; } = new([], new int[LeftOutReasons.All.Length]);

    public ScrapeTarget[] Targets => targets;

    /// <summary>How many containers are left out for the reason.</summary>
    public int CountLeftOut(LeftOut reason) => leftOutCounts[(int)reason];
}
