// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Push;

/// <summary>What one reading is made of.</summary>
/// <param name="TaskId">The id of the task; null while it is not known.</param>
/// <param name="Collect">Hands every sample to a sink, families by name.</param>
internal sealed record PushScrape(string? TaskId, Action<ISampleSink> Collect)
{
    /// <summary>The other tasks of the host, which a Managed Daemon delivers too.</summary>
    public IReadOnlyList<PushTarget> Others { get; init; } = [];
}

/// <summary>Reads the endpoint. A failed read is a scrape like any other, with <c>ecs_up</c> 0.</summary>
/// <param name="wait">How long the reading can wait for the endpoint; then it is what has arrived.</param>
/// <param name="isLast">Whether the reading has to be newer than this call, as far as that can be had in time.</param>
/// <param name="cancellationToken">The reading is not wanted any more.</param>
internal delegate Task<PushScrape> ScrapeReader(TimeSpan wait, bool isLast, CancellationToken cancellationToken);
