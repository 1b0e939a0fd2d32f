// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;
using System.Text;
using EcsExporter.Exposition;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.Story;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>The healthy tasks of the story raise no alert. The tests set the clock, so that nobody waits for the minutes that pass.</summary>
public sealed class HealthyTasksRulesTests : IDisposable
{
    private const int Minutes = 45;
    private const int ScrapeInterval = 15;

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("rules");
    private readonly FakeTime _time = new();

    // By series: a value for each scrape, null where the scrape did not have the series.
    private readonly SortedDictionary<string, string?[]> _series = new(StringComparer.Ordinal);

    public void Dispose() => _temporary.Delete(recursive: true);

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task Rules_HealthyTasks_RaiseNothing()
    {
        var start = _time.GetUtcNow();
        const int Scrapes = (Minutes * 60 / ScrapeInterval) + 1;
        List<(SimulatedEndpoint Endpoint, Exporter Exporter, string Labels)> tasks = [];
        try
        {
            foreach (var (number, task) in StoryTask.Healthy.Index())
            {
                var endpoint = await SimulatedEndpoint.StartAsync(
                    new() { Scenario = Scenario.Find(task.Scenario)!, Seed = task.Seed, TaskAge = task.Age, TimeProvider = _time },
                    TestContext.Current.CancellationToken);
                tasks.Add((endpoint, CreateExporter(endpoint), $"job=\"ecs\",instance=\"{task.Scenario}-{number}\""));
            }

            for (var scrape = 0; scrape < Scrapes; scrape++)
            {
                foreach (var (_, exporter, labels) in tasks)
                {
                    foreach (var line in await ScrapeAsync(exporter))
                    {
                        Add(line, labels, scrape, Scrapes, start);
                    }
                }

                _time.Advance(TimeSpan.FromSeconds(ScrapeInterval));
            }
        }
        finally
        {
            foreach (var (endpoint, exporter, _) in tasks)
            {
                exporter.Dispose();
                await endpoint.DisposeAsync();
            }
        }

        foreach (var interval in (int[])[ScrapeInterval, 60])
        {
            var series = _series.Select(one => RuleTest.SeriesLine(
                one.Key, string.Join(' ', one.Value.Where((_, scrape) => scrape * ScrapeInterval % interval == 0).Select(static value => value ?? "stale"))));
            await new RuleTest(["recording.yml", "alerts.yml"], interval, interval, Minutes * 60, series, "alertname, instance").RaisesAsync(_temporary, []);
        }
    }

    private Exporter CreateExporter(SimulatedEndpoint endpoint)
    {
        var options = CommandLineParser.Parse(["--ecs.cache-ttl=0"], static _ => null, Collector.All).Options;
        return new Exporter(new MetadataEndpoint(endpoint.MetadataUri, "test"), options, static _ => null, _time, NullLogger.Instance);
    }

    /// <summary>The samples about the task, and those that Prometheus adds to a scrape.</summary>
    private static async Task<IEnumerable<string>> ScrapeAsync(Exporter exporter)
    {
        ArrayBufferWriter<byte> output = new();
        exporter.Write(await exporter.ReadAsync(TimeSpan.MaxValue, TestContext.Current.CancellationToken), ExpositionFormat.Text, output);
        var lines = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n');
        return lines.Where(static line => line.StartsWith("ecs_", StringComparison.Ordinal)).Concat(["up 1", "scrape_duration_seconds 0.01"]);
    }

    /// <summary>Times in a test of rules begin at 0.</summary>
    private void Add(string line, string labels, int scrape, int scrapes, DateTimeOffset start)
    {
        var space = line.LastIndexOf(' ');
        var (name, value) = (line[..space], line[(space + 1)..]);
        var series = name.EndsWith('}') ? name.Replace("{", $"{{{labels},", StringComparison.Ordinal) : $"{name}{{{labels}}}";
        if (!_series.TryGetValue(series, out var values))
        {
            values = _series[series] = new string?[scrapes];
        }

        var isTime = name.Split('{')[0] is var metric
            && (metric.EndsWith("_timestamp_seconds", StringComparison.Ordinal) || metric.EndsWith("_start_time_seconds", StringComparison.Ordinal));
        values[scrape] = isTime
            ? (double.Parse(value, CultureInfo.InvariantCulture) - (start.ToUnixTimeMilliseconds() / 1000.0)).ToString("F3", CultureInfo.InvariantCulture)
            : value;
    }
}
