// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace EcsExporter.Soak;

/// <summary>Counts the answers that the clients got, to compare them with the exporter's counters.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private long _scrapes;
    private long _unknown;
    private long _slowestTicks;

    /// <summary>Scrapes answered with the metrics.</summary>
    public long Scrapes => Interlocked.Read(ref _scrapes);

    /// <summary>Scrapes whose client disconnected before the status of the answer arrived.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    public void AddScrape(long startedAt)
    {
        _ = Interlocked.Increment(ref _scrapes);
        var ticks = Stopwatch.GetElapsedTime(startedAt).Ticks;
        for (var slowest = Interlocked.Read(ref _slowestTicks); ticks > slowest;)
        {
            var seen = Interlocked.CompareExchange(ref _slowestTicks, ticks, slowest);
            slowest = seen == slowest ? ticks : seen;
        }
    }

    public void AddUnknown() => Interlocked.Increment(ref _unknown);

    /// <summary>Counts an answer that is not the metrics, under a short description.</summary>
    public void Add(string answer) => _answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);

    /// <summary>The number of answers with this description.</summary>
    public long Count(string answer) => _answers.GetValueOrDefault(answer);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scrapes} scrapes (the slowest took {TimeSpan.FromTicks(_slowestTicks).TotalSeconds:0.00} s), {Unknown} given up early, "
            + $"{string.Join(", ", _answers.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"))}");
}
