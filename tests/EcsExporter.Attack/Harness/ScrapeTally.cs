// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Harness;

/// <summary>The result of a scrape.</summary>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Text">The body.</param>
/// <param name="Duration">The time from before the connection was opened to the last byte.</param>
/// <param name="Error">Why there was no answer; null with an answer.</param>
internal sealed record ScrapeOutcome(int Status, string Text, TimeSpan Duration, string? Error)
{
    /// <summary>Whether the answer is complete and in time, and the exporter could read its endpoint.</summary>
    public bool IsGood => Status == 200 && Duration <= Scraper.Limit && IsUp;

    /// <summary>Whether the exporter refused the scrape in time, because too many scrapes were running.</summary>
    public bool IsRefused => Status == 503 && Duration <= Scraper.Limit && Text.StartsWith("Limit of concurrent requests", StringComparison.Ordinal);

    /// <summary>A short description of the result.</summary>
    public string Verdict => Error ?? (Status != 200 ? $"status {Status}" : Duration > Scraper.Limit ? "a late answer" : IsGood ? "a good answer" : "ecs_up 0");

    /// <summary>The series of the task and its containers, without their values.</summary>
    public IReadOnlySet<string> Series => Text.Split('\n')
        .Where(static line => line.StartsWith("ecs_container_", StringComparison.Ordinal) || line.StartsWith("ecs_task_", StringComparison.Ordinal))
        .Select(static line => line[..line.LastIndexOf(' ')])
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether every <c>ecs_up</c> is 1; a Managed Daemon has one for each task.</summary>
    private bool IsUp
    {
        get
        {
            var lines = Text.Split('\n').Where(static line => line.StartsWith("ecs_up ", StringComparison.Ordinal)
                || line.StartsWith("ecs_up{", StringComparison.Ordinal)).ToList();
            return lines.Count > 0 && lines.All(static line => line.EndsWith(" 1", StringComparison.Ordinal));
        }
    }
}

/// <summary>Counts the scrapes of a run.</summary>
/// <param name="scrapes">The results of the scrapes.</param>
/// <param name="isGood">Whether a result is the expected one.</param>
internal sealed class ScrapeTally(IReadOnlyList<ScrapeOutcome> scrapes, Func<ScrapeOutcome, bool> isGood)
{
    public int Total => scrapes.Count;

    public int Good => scrapes.Count(isGood);

    public int Refused => scrapes.Count(static scrape => scrape.IsRefused);

    public TimeSpan Slowest => scrapes.Count == 0 ? TimeSpan.Zero : scrapes.Max(static scrape => scrape.Duration);

    /// <summary>The results that are not good, with their numbers.</summary>
    public string Failures => string.Join(", ", scrapes.Where(scrape => !isGood(scrape))
        .GroupBy(static scrape => scrape.Verdict)
        .Select(static group => $"{group.Count()} × {group.Key}"));
}
