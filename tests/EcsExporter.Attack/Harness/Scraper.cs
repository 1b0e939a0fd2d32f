// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EcsExporter.Attack.Harness;

/// <summary>
/// A well-behaved scraper that scrapes twice a second. Every other scrape opens its own connection. The others share a keep-alive connection, as
/// the scrapes of Prometheus do, with HTTP/2 over TLS.
/// </summary>
internal sealed class Scraper(int port, X509Certificate2? certificate) : IDisposable
{
    /// <summary>A scrape that takes longer counts as failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly ScrapeConnection _kept = new(port, certificate, HttpVersion.Version20);

    /// <summary>Scrapes for a time and waits for the scrapes that have begun.</summary>
    /// <param name="duration">The time.</param>
    /// <param name="goesOn">Called before each scrape; returns false when the exporter has ended, so that scraping stops.</param>
    /// <param name="interrupted">Cancelled when the user interrupts the program.</param>
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

    /// <summary>Scrapes once.</summary>
    /// <param name="isFresh">Whether the scrape opens its own connection.</param>
    public async Task<ScrapeOutcome> ScrapeAsync(bool isFresh)
    {
        if (!isFresh)
        {
            return await _kept.ScrapeAsync(Limit);
        }

        using var fresh = NewConnection();
        return await fresh.ScrapeAsync(Limit);
    }

    /// <summary>Requests <c>/-/healthy</c> on a new connection.</summary>
    /// <returns>How long the answer took; null without an answer within the limit.</returns>
    public async Task<TimeSpan?> CheckHealthAsync(TimeSpan limit)
    {
        using var fresh = NewConnection();
        return await fresh.CheckHealthAsync(limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private ScrapeConnection NewConnection() => new(port, certificate, HttpVersion.Version11);
}
