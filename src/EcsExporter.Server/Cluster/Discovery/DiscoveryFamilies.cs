// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Declares the metric families of discovery.</summary>
internal static class DiscoveryFamilies
{
    public static IEnumerable<MetricFamily<TargetList>> All() =>
    [
        new(
            "ecs_discovery_targets",
            MetricType.Gauge,
            "Scrape targets that /sd lists.",
            [],
            static (list, samples) => samples.Add(list.Targets.Length)),
        new(
            "ecs_discovery_left_out",
            MetricType.Gauge,
            "Containers of running tasks that should be scraped but that /sd cannot list, by reason.",
            ["reason"],
            static (list, samples) =>
            {
                foreach (var reason in LeftOutReasons.All)
                {
                    samples.Add(reason.Label(), list.CountLeftOut(reason));
                }
            }),
    ];
}
