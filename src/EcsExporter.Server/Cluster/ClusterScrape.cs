// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.SelfMetrics;

namespace EcsExporter.Server.Cluster;

/// <summary>Everything that one scrape of a region publishes.</summary>
/// <param name="region">What is known of the region, and what is to be scraped there.</param>
/// <param name="self">The exporter itself; null when that is not published.</param>
internal sealed class ClusterScrape(PublishedRegion region, SelfFigures? self)
{
    public PublishedRegion Region => region;

    public SelfFigures? Self => self;
}
