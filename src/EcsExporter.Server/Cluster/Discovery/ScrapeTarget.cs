// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Holds a port to scrape, and its task, service and instance.</summary>
/// <param name="cluster">The task's cluster.</param>
/// <param name="task">The task.</param>
/// <param name="containerName">The name of the container that listens on the port.</param>
/// <param name="address">The address of the port.</param>
/// <param name="request">How the container asks to be scraped.</param>
internal sealed class ScrapeTarget(EcsCluster cluster, EcsTask task, string containerName, TargetAddress address, ScrapeRequest request)
{
    public EcsCluster Cluster => cluster;

    public EcsTask Task => task;

    public string ContainerName => containerName;

    public TargetAddress Address => address;

    public ScrapeRequest Request => request;

    /// <summary>The task's service; null for a task without a service, or when services cannot be read.</summary>
    public EcsService? Service { get; init; }

    /// <summary>The container instance; null on Fargate.</summary>
    public EcsInstance? Instance { get; init; }

    /// <summary>The EC2 instance; null on Fargate, and while it has not been read.</summary>
    public Ec2Instance? Host { get; init; }
}

/// <summary>Holds all targets at one moment. Immutable.</summary>
/// <param name="targets">The targets, ordered by cluster and task.</param>
/// <param name="leftOutCounts">The number of containers that are not listed, for each <see cref="LeftOutReason"/>, by its value.</param>
internal sealed class TargetList(ScrapeTarget[] targets, int[] leftOutCounts)
{
    /// <summary>The value before the first refresh.</summary>
    public static TargetList Empty { get; } = new([], new int[LeftOutReasons.All.Length]);

    public ScrapeTarget[] Targets => targets;

    /// <summary>Returns the number of containers that are not listed for this reason.</summary>
    public int CountLeftOut(LeftOutReason reason) => leftOutCounts[(int)reason];
}
