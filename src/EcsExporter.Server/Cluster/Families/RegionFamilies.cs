// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Every family about a region.</summary>
internal static class RegionFamilies
{
    /// <summary>The families.</summary>
    /// <param name="counters">Counts the requests.</param>
    public static IEnumerable<MetricFamily<ClusterState>> Of(ApiCounters counters) =>
    [
        .. ApiFamilies.Of(counters),
        .. ClusterFamilies.All(),
        .. DeploymentFamilies.All(),
        .. InstanceFamilies.All(),
        .. ServiceFamilies.All(),
        .. StoppedTaskFamilies.All(),
    ];
}
