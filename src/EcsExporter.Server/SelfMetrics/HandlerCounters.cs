// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// What the metrics handler had answered, and was answering, at one moment: scrapes being served, answers with status 200, answers with
/// status 500 (mistakes of this program) and with 503 (too many scrapes at once). Expositions that were too large are among the failed ones.
/// </summary>
internal sealed record HandlerFigures(long InFlight, long Ok, long Failed, long Refused, long TooLarge)
{
    /// <summary>The families; their names are part of the documented contract.</summary>
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

/// <summary>Counts what the metrics handler does. An answer counts when it begins to be sent: a client that went away before got none.</summary>
internal sealed class HandlerCounters
{
    private long _inFlight;
    private long _ok;
    private long _failed;
    private long _refused;
    private long _tooLarge;

    /// <summary>The counts of this moment.</summary>
    public HandlerFigures Read() => new(
        InFlight: Interlocked.Read(ref _inFlight),
        Ok: Interlocked.Read(ref _ok),
        Failed: Interlocked.Read(ref _failed),
        Refused: Interlocked.Read(ref _refused),
        TooLarge: Interlocked.Read(ref _tooLarge));

    /// <summary>A scrape arrived.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A scrape ended.</summary>
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
