// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push;

/// <summary>Holds the data of one reading.</summary>
/// <param name="TaskId">The ID of the task; null while it is not known.</param>
/// <param name="Collect">Passes every sample to a sink, in the order of the families' names.</param>
internal sealed record PushScrape(string? TaskId, Action<ISampleSink> Collect)
{
    /// <summary>The other tasks of the host, which a Managed Daemon pushes too.</summary>
    public IReadOnlyList<PushTarget> Others { get; init; } = [];
}

/// <summary>Reads the endpoint. A failed read is a scrape with <c>ecs_up</c> 0.</summary>
/// <param name="wait">The longest wait for the endpoint. After it, the reading contains what has arrived.</param>
/// <param name="isLast">Whether this is the last reading, which should be newer than this call if time allows.</param>
/// <param name="cancellationToken">Cancels the read.</param>
internal delegate Task<PushScrape> ScrapeReader(TimeSpan wait, bool isLast, CancellationToken cancellationToken);
