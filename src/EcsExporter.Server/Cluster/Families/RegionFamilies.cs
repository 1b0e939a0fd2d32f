// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Lists all metric families of a region.</summary>
internal static class RegionFamilies
{
    /// <summary>Returns the families.</summary>
    /// <param name="counters">The request counters.</param>
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
