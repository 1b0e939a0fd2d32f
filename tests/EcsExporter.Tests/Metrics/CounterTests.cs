// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests counters over the lifetimes of simulated tasks.</summary>
public sealed class CounterTests
{
    // The samples of a shared interface differ slightly from container to container. When the container with the latest sample stops, the others
    // catch up with their next sample. The interval is therefore longer than the sampling interval (10 s).
    private const double ScrapeInterval = 15;

    [Theory]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public void Samples_ScrapeAfterScrape_CountersFallOnlyWhenTheContainerStartedAgain(string scenario)
    {
        Dictionary<string, double> before = [];
        Dictionary<string, double> startedBefore = [];
        var compared = 0;
        for (double seconds = 5; seconds < 1500; seconds += ScrapeInterval)
        {
            var samples = Simulated.Scrape(scenario, seconds).Samples();
            var started = samples.Where(sample => sample.Family == "ecs_container_start_time_seconds")
                .ToDictionary(sample => sample["container_name"]!, sample => sample.Value);
            Dictionary<string, double> now = [];
            foreach (var sample in samples.Where(sample => sample.Type == "counter" && sample.Family != "ecs_payload_anomalies_total"))
            {
                var series = $"{sample.Family}{string.Join(',', sample.Labels)}";
                now.Add(series, sample.Value);
                if (!StartedAgain(sample) && before.TryGetValue(series, out var earlier))
                {
                    Assert.True(sample.Value >= earlier, $"{series} fell from {earlier} to {sample.Value} after {seconds} s");
                    compared++;
                }
            }

            bool StartedAgain(ParsedSample sample) =>
                sample.Family != "ecs_container_restarts_total"
                && sample["container_name"] is { } container
                && startedBefore.GetValueOrDefault(container) != started.GetValueOrDefault(container);

            (before, startedBefore) = (now, started);
        }

        Assert.InRange(compared, 500, int.MaxValue);
    }
}
