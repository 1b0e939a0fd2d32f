// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;

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
    Task<ScrapeReading> ReadAsync(TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>What was read for a scrape.</summary>
/// <param name="host">The tasks of the host, which not every client may see; null when it is about no host.</param>
/// <param name="write">Writes it.</param>
internal sealed class ScrapeReading(HostSnapshot? host, Action<ExpositionFormat, IBufferWriter<byte>> write)
{
    public HostSnapshot? Host => host;

    /// <summary>Writes everything that the scrape publishes.</summary>
    public void Write(ExpositionFormat format, IBufferWriter<byte> output) => write(format, output);
}
