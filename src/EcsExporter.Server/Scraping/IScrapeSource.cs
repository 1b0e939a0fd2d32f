// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Scraping;

/// <summary>Reads the data of scrapes: from a task, or from the clusters of a region.</summary>
internal interface IScrapeSource
{
    /// <summary>The clock of timeouts, ages and start times.</summary>
    TimeProvider TimeProvider { get; }

    /// <summary>The counters of the metrics handler.</summary>
    HandlerCounters Handler { get; }

    /// <summary>Reads everything that one scrape publishes.</summary>
    /// <param name="wait">The longest wait for the data.</param>
    /// <param name="cancellationToken">Cancelled when the scraper disconnects.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<ScrapeReading> ReadAsync(TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>Holds the data of one scrape.</summary>
/// <param name="host">The tasks of the host, which not every client may see; null when the scrape contains no other tasks.</param>
/// <param name="write">Writes the exposition.</param>
internal sealed class ScrapeReading(HostSnapshot? host, Action<ExpositionFormat, IBufferWriter<byte>> write)
{
    public HostSnapshot? Host => host;

    /// <summary>Writes everything that the scrape publishes.</summary>
    public void Write(ExpositionFormat format, IBufferWriter<byte> output) => write(format, output);
}
