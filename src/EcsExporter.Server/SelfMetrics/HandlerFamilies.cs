// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>The metrics handler's own families; their names are part of the documented contract.</summary>
internal static class HandlerFamilies
{
    public static IEnumerable<MetricFamily> Of(HandlerCounters counters) =>
    [
        new(
            "ecs_exporter_expositions_too_large_total",
            MetricType.Counter,
            "Scrapes answered with status 500 because the task's metrics would take more memory than the exporter may spend on one answer.",
            [],
            (_, samples) => samples.Add(counters.TooLarge)),
        new(
            "promhttp_metric_handler_requests_in_flight",
            MetricType.Gauge,
            "Current number of scrapes being served.",
            [],
            (_, samples) => samples.Add(counters.InFlight)),
        new(
            "promhttp_metric_handler_requests_total",
            MetricType.Counter,
            "Total number of scrapes by HTTP status code.",
            ["code"],
            (_, samples) =>
            {
                samples.Add("200", counters.Ok);
                samples.Add("500", counters.Failed);
                samples.Add("503", counters.Refused);
            }),
    ];
}
