// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Families;

/// <summary>Lists all metric families of a region.</summary>
internal static class RegionFamilies
{
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
