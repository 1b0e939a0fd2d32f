// SPDX-License-Identifier: Apache-2.0
using System.Net;
using EcsExporter.Attack.Harness;

namespace EcsExporter.Attack.Runs;

/// <summary>
/// Serves documents that are valid and far larger than real ones. In every format, one after the other and all at once, a scrape gets 200, or 500
/// with a clear message. The next scrape of a normal task has the same series as before.
/// </summary>
internal sealed class DocumentTrial(string name, Func<TaskDocuments> documents) : Trial
{
    private const int NormalContainers = 10;

    // The endpoint's answers arrive within its timeout of 4 s. The rest of the time is for the exporter's own work on one core.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly (string Format, string Encoding)[] Formats =
    [
        ("text/plain", "identity"),
        ("text/plain", "gzip"),
        ("application/openmetrics-text;version=1.0.0", "identity"),
        ("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited", "gzip"),
    ];

    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    protected override async Task RunAsync(RunSettings settings, RunResult result, SemaphoreSlim permits, CancellationToken interrupted)
    {
        using var permit = await LoadPermit.AcquireAsync(permits, interrupted);
        var normal = TaskDocuments.OfSize(NormalContainers);
        await using var task = await ServedTask.StartAsync(normal, delay: TimeSpan.Zero);
        using var session = await Session.StartAsync(settings, result.Conditions, task, cpus: null, "--ecs.cache-ttl=0");
        await session.WarmUpAsync(result);
        var before = (await session.Scraper.ScrapeAsync(isFresh: true)).Series;

        task.Serve(documents());
        using var connection = new ScrapeConnection(session.Exporter.Port, session.Tls?.Certificate, HttpVersion.Version11);
        List<ScrapeOutcome> scrapes = [];
        foreach (var format in Formats)
        {
            scrapes.Add(await connection.ScrapeAsync(Limit, format));
            interrupted.ThrowIfCancellationRequested();
        }

        scrapes.AddRange(await Task.WhenAll(Formats.Select(format => connection.ScrapeAsync(Limit, format))));
        result.Scrapes = new ScrapeTally(scrapes, static scrape => scrape is { Status: 200 } or { Status: 500, Text.Length: > 0 });
        result.Note = string.Join(", ", scrapes.GroupBy(static scrape => scrape.Verdict).Select(static group => $"{group.Count()} × {group.Key}"));
        result.Require(result.Scrapes.Good == result.Scrapes.Total, $"scrapes failed: {result.Scrapes.Failures}");
        result.ResidentPeak = ProcessMemory.Of(session.Exporter.ProcessId)?.Peak;

        task.Serve(normal);
        var after = await session.Scraper.ScrapeAsync(isFresh: true);
        result.Require(after.IsGood, $"the next scrape got {after.Verdict}");
        result.Require(before.SetEquals(after.Series), $"the next scrape has {after.Series.Count} series of the task instead of {before.Count}");
        await session.StopAsync(result);
    }
}
