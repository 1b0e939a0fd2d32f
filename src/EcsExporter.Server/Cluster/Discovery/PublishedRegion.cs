// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>What scrapes, discovery and the page show: the result of the last refresh. Immutable, so that each of them shows one moment.</summary>
/// <param name="state">What is known of the region.</param>
/// <param name="targets">What is to be scraped there.</param>
internal sealed class PublishedRegion(ClusterState state, TargetList targets)
{
    /// <summary>Before the first refresh.</summary>
    public static PublishedRegion Initial { get; } = new(ClusterState.Initial, TargetList.Empty);

    public ClusterState State => state;

    public TargetList Targets => targets;
}
