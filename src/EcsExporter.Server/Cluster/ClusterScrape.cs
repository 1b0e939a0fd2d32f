// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.SelfMetrics;

namespace EcsExporter.Server.Cluster;

/// <summary>Holds everything that one scrape of a region publishes.</summary>
/// <param name="region">The state of the region and its scrape targets.</param>
/// <param name="self">The exporter's own figures; null when they are disabled.</param>
internal sealed class ClusterScrape(PublishedRegion region, SelfFigures? self)
{
    public PublishedRegion Region => region;

    public SelfFigures? Self => self;
}
