// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Holds the result of the last refresh for scrapes, discovery and the page. It is immutable, so each answer shows one moment.</summary>
/// <param name="state">The state of the region.</param>
/// <param name="targets">The scrape targets in the region.</param>
internal sealed class PublishedRegion(ClusterState state, TargetList targets)
{
    /// <summary>The value before the first refresh.</summary>
    public static PublishedRegion Initial { get; } = new(ClusterState.Initial, TargetList.Empty);

    public ClusterState State => state;

    public TargetList Targets => targets;
}
