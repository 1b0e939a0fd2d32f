// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Harness;

/// <summary>
/// A well-behaved scraper, twice a second. Every other scrape opens a connection of its own; the others share one that is kept, as
/// Prometheus keeps its own, over HTTP/2 when there is TLS.
/// </summary>
internal sealed class Scraper(int port, X509Certificate2? certificate) : IDisposable
{
    /// <summary>A scrape that takes longer counts as failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly ScrapeConnection _kept = new(port, certificate, HttpVersion.Version20);

    /// <summary>Scrapes until the end, and waits for the scrapes that have begun.</summary>
    /// <param name="duration">How long.</param>
    /// <param name="goesOn">Asked before each scrape: whether there is still an exporter.</param>
    /// <param name="interrupted">The user has lost patience.</param>
    public async Task<ScrapeTally> RunAsync(TimeSpan duration, Func<bool> goesOn, CancellationToken interrupted)
    {
        using var timer = new PeriodicTimer(Interval);
        List<Task<ScrapeOutcome>> scrapes = [];
        for (var startedAt = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(startedAt) < duration && goesOn();)
        {
            scrapes.Add(ScrapeAsync(isFresh: scrapes.Count % 2 == 0));
            _ = await timer.WaitForNextTickAsync(interrupted);
        }

        return new ScrapeTally(await Task.WhenAll(scrapes), static scrape => scrape.IsGood);
    }

    /// <summary>One scrape.</summary>
    /// <param name="isFresh">Whether it opens a connection of its own.</param>
    public async Task<ScrapeOutcome> ScrapeAsync(bool isFresh)
    {
        if (!isFresh)
        {
            return await _kept.ScrapeAsync(Limit);
        }

        using var fresh = NewConnection();
        return await fresh.ScrapeAsync(Limit);
    }

    /// <summary>Asks for <c>/-/healthy</c> on a connection of its own.</summary>
    /// <returns>How long the answer took; null when there was none.</returns>
    public async Task<TimeSpan?> AskHealthAsync(TimeSpan limit)
    {
        using var fresh = NewConnection();
        return await fresh.AskHealthAsync(limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private ScrapeConnection NewConnection() => new(port, certificate, HttpVersion.Version11);
}
