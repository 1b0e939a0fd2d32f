// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>What scrapes, discovery and the page show: the result of the last refresh. Immutable, so that each of them shows one moment.</summary>
/// <param name="State">What is known of the region.</param>
/// <param name="Targets">What is to be scraped there.</param>
internal sealed record PublishedRegion(ClusterState State, TargetList Targets)
{
    /// <summary>Before the first refresh.</summary>
    public static PublishedRegion Initial { get; } = new(ClusterState.Initial, TargetList.Empty);
}
