// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Server.Tests.Cluster;
using EcsExporter.Simulator.Region;
using EcsExporter.Simulator.Region.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Something that happens to a region.</summary>
/// <param name="Second">When, from the beginning of the recording.</param>
/// <param name="Happen">What.</param>
internal sealed record RegionEvent(int Second, Action<SimulatedRegion> Happen);

/// <summary>
/// What the command <c>cluster</c> publishes of a simulated region, scraped every 15 seconds. The exporter reads the region every 30 seconds. Nobody waits
/// for either: the clock is the test's. Times are seconds from the beginning of the recording.
/// </summary>
internal sealed class RegionRecording
{
    /// <summary>Seconds from one scrape to the next.</summary>
    public const int Interval = 15;

    private const string Target = "job=\"ecs-cluster\",instance=\"region\"";

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromSeconds(30);

    // A value for each scrape, null where the series has none.
    private readonly SortedDictionary<string, string?[]> _series = new(StringComparer.Ordinal);

    private RegionRecording(int scrapes) => Scrapes = scrapes;

    /// <summary>How many scrapes there are.</summary>
    public int Scrapes { get; }

    /// <param name="scenario">What the region has at first.</param>
    /// <param name="duration">How long the recording lasts.</param>
    /// <param name="events">What happens to the region, in its order.</param>
    /// <param name="args">Flags of the exporter.</param>
    public static async Task<RegionRecording> MakeAsync(
        RegionScenario scenario, TimeSpan duration, IReadOnlyList<RegionEvent> events, params string[] args)
    {
        await using var rig = await RegionRig.StartAsync(new SimulatedRegionOptions { Scenario = scenario }, NullLogger.Instance, args);
        var recording = new RegionRecording((int)(duration.TotalSeconds / Interval) + 1);
        var start = rig.Time.GetUtcNow();
        var (nextEvent, nextRefresh) = (0, start);
        for (var scrape = 0; scrape < recording.Scrapes; scrape++)
        {
            var now = start.AddSeconds(scrape * Interval);
            for (; nextEvent < events.Count && events[nextEvent].Second <= scrape * Interval; nextEvent++)
            {
                AdvanceTo(rig.Time, start.AddSeconds(events[nextEvent].Second));
                events[nextEvent].Happen(rig.Region);
            }

            AdvanceTo(rig.Time, now);
            if (nextRefresh <= now)
            {
                await rig.RefreshAsync();
                nextRefresh += RefreshInterval;
            }

            recording.Add(scrape, await rig.ScrapeAsync("ecs_"), start.ToUnixTimeSeconds());
        }

        return recording;
    }

    /// <summary>The series as lines for <see cref="RuleTest"/>.</summary>
    /// <param name="interval">Seconds from one scrape to the next: a multiple of <see cref="Interval"/>.</param>
    public IEnumerable<string> AsRuleTestInput(int interval) => _series.Select(one => RuleTest.SeriesLine(
        one.Key, string.Join(' ', one.Value.Where((_, scrape) => scrape * Interval % interval == 0).Select(static value => value ?? "_"))));

    /// <summary>The series as OpenMetrics text with timestamps, as if the recording had begun at <paramref name="start"/>.</summary>
    public string AsOpenMetrics(DateTimeOffset start)
    {
        var text = new StringBuilder();
        foreach (var (series, values) in _series)
        {
            var isTime = IsTime(series);
            foreach (var (scrape, value) in values.Index().Where(static sample => sample.Item is not null))
            {
                var shown = isTime ? Text(double.Parse(value!, CultureInfo.InvariantCulture) + start.ToUnixTimeSeconds()) : value;
                _ = text.Append(CultureInfo.InvariantCulture, $"{series} {shown} {start.ToUnixTimeSeconds() + (scrape * Interval)}\n");
            }
        }

        return text.Append("# EOF\n").ToString();
    }

    private static void AdvanceTo(HastyTime time, DateTimeOffset moment)
    {
        // Requests that wait for their turn move the clock as well.
        if (moment > time.GetUtcNow())
        {
            time.Advance(moment - time.GetUtcNow());
        }
    }

    private void Add(int scrape, IEnumerable<string> lines, long startSeconds)
    {
        foreach (var line in lines)
        {
            var space = line.LastIndexOf(' ');
            var (name, value) = (line[..space], line[(space + 1)..]);
            var series = name.EndsWith('}') ? name.Replace("{", $"{{{Target},", StringComparison.Ordinal) : $"{name}{{{Target}}}";
            if (!_series.TryGetValue(series, out var values))
            {
                values = _series[series] = new string?[Scrapes];
            }

            values[scrape] = IsTime(name) ? Text(double.Parse(value, CultureInfo.InvariantCulture) - startSeconds) : value;
        }
    }

    private static bool IsTime(string series) => series.Split('{')[0].EndsWith("_timestamp_seconds", StringComparison.Ordinal);

    private static string Text(double seconds) => Math.Round(seconds).ToString(CultureInfo.InvariantCulture);
}
