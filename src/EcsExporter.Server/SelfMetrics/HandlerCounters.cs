// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Holds the figures of the metrics handler at one moment: scrapes in flight, answers with status 200, with status 500 (bugs of the exporter), and
/// with status 503 (too many concurrent scrapes). Expositions that were too large also count as failed.
/// </summary>
internal sealed record HandlerFigures(long InFlight, long Ok, long Failed, long Refused, long TooLarge)
{
    /// <summary>Returns the families. Their names are part of the documented contract.</summary>
    public static IEnumerable<MetricFamily<HandlerFigures>> Families() =>
    [
        new(
            "ecs_exporter_expositions_too_large_total",
            MetricType.Counter,
            "Scrapes answered with status 500 because the metrics would take more memory than the exporter may use for one answer.",
            [],
            static (handler, samples) => samples.Add(handler.TooLarge)),
        new(
            "promhttp_metric_handler_requests_in_flight",
            MetricType.Gauge,
            "Current number of scrapes being served.",
            [],
            static (handler, samples) => samples.Add(handler.InFlight)),
        new(
            "promhttp_metric_handler_requests_total",
            MetricType.Counter,
            "Total number of scrapes by HTTP status code.",
            ["code"],
            static (handler, samples) =>
            {
                samples.Add("200", handler.Ok);
                samples.Add("500", handler.Failed);
                samples.Add("503", handler.Refused);
            }),
    ];
}

/// <summary>
/// Counts the answers of the metrics handler. An answer counts when sending begins, so a client that disconnected before is not counted.
/// </summary>
internal sealed class HandlerCounters
{
    private long _inFlight;
    private long _ok;
    private long _failed;
    private long _refused;
    private long _tooLarge;

    /// <summary>Returns the current counts.</summary>
    public HandlerFigures Read() => new(
        InFlight: Interlocked.Read(ref _inFlight),
        Ok: Interlocked.Read(ref _ok),
        Failed: Interlocked.Read(ref _failed),
        Refused: Interlocked.Read(ref _refused),
        TooLarge: Interlocked.Read(ref _tooLarge));

    public void Enter() => Interlocked.Increment(ref _inFlight);

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts an exposition that was too large to be served.</summary>
    public void CountTooLarge() => Interlocked.Increment(ref _tooLarge);

    /// <summary>Counts an answer by its status.</summary>
    public void Count(int status) => _ = status switch
    {
        StatusCodes.Status200OK => Interlocked.Increment(ref _ok),
        StatusCodes.Status503ServiceUnavailable => Interlocked.Increment(ref _refused),
        _ => Interlocked.Increment(ref _failed),
    };
}
