// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Harness;

/// <summary>What a scrape got.</summary>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Text">The body.</param>
/// <param name="Duration">From before the connection was made until the last byte.</param>
/// <param name="Error">Why there was no answer; null when there was one.</param>
internal sealed record ScrapeOutcome(int Status, string Text, TimeSpan Duration, string? Error)
{
    /// <summary>Whether it is a complete answer, in time, of an exporter that could read its endpoint.</summary>
    public bool IsGood => Status == 200 && Duration <= Scraper.Limit && IsUp;

    /// <summary>Whether the exporter said in time that too many scrapes run already.</summary>
    public bool IsRefused => Status == 503 && Duration <= Scraper.Limit && Text.StartsWith("Limit of concurrent requests", StringComparison.Ordinal);

    /// <summary>What it got, in a few words.</summary>
    public string Verdict => Error ?? (Status != 200 ? $"status {Status}" : Duration > Scraper.Limit ? "a late answer" : IsGood ? "a good answer" : "ecs_up 0");

    /// <summary>The series of the task and its containers, without their values.</summary>
    public IReadOnlySet<string> Series => Text.Split('\n')
        .Where(static line => line.StartsWith("ecs_container_", StringComparison.Ordinal) || line.StartsWith("ecs_task_", StringComparison.Ordinal))
        .Select(static line => line[..line.LastIndexOf(' ')])
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>A Managed Daemon has <c>ecs_up</c> for each task.</summary>
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

/// <summary>The scrapes of a run.</summary>
/// <param name="scrapes">What they got.</param>
/// <param name="isGood">Whether that is what it has to be.</param>
internal sealed class ScrapeTally(IReadOnlyList<ScrapeOutcome> scrapes, Func<ScrapeOutcome, bool> isGood)
{
    public int Total => scrapes.Count;

    public int Good => scrapes.Count(isGood);

    public int Refused => scrapes.Count(static scrape => scrape.IsRefused);

    public TimeSpan Slowest => scrapes.Count == 0 ? TimeSpan.Zero : scrapes.Max(static scrape => scrape.Duration);

    /// <summary>What the others got, and how often.</summary>
    public string Failures => string.Join(", ", scrapes.Where(scrape => !isGood(scrape))
        .GroupBy(static scrape => scrape.Verdict)
        .Select(static group => $"{group.Count()} × {group.Key}"));
}
