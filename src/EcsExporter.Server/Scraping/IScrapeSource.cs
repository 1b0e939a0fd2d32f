// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;

namespace EcsExporter.Server.Scraping;

/// <summary>Where scrapes get what they publish: a task, or the clusters of a region.</summary>
internal interface IScrapeSource
{
    /// <summary>The clock of timeouts, ages and start times.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>The counters of the metrics handler.</summary>
    HandlerCounters Handler { get; }

    /// <summary>Reads everything that one scrape publishes.</summary>
    /// <param name="wait">How long the scrape can wait for it.</param>
    /// <param name="cancellationToken">The scraper went away.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ExpositionRenderer> ReadAsync(TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>Writes what was read for a scrape.</summary>
internal delegate void ExpositionRenderer(ExpositionFormat format, IBufferWriter<byte> output);
