// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.Story;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>
/// The story of deploy/story, told faster: alerts have to hold for a minute, which the ups and downs of healthy tasks do not reach, and
/// scrapes and rules run every five seconds. Expressions, ranges and thresholds are those of the files.
/// </summary>
public sealed class StoryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    [RequiresFact(nameof(Requirements.Prometheus))]
    public async Task Story_TroublesAndHealthyTasks_RaiseTheirAlertsAndShowTheirData()
    {
        await using var fleet = await Fleet.StartAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        await using var prometheus = await StoryPrometheus.StartAsync(
            fleet,
            new StoryPrometheusOptions { Port = FreePort.Find(), HoldSeconds = 60, IntervalSeconds = 5 },
            TestContext.Current.CancellationToken);
        using var api = new PrometheusApi(prometheus.Address);
        var expected = fleet.Members
            .SelectMany(member => (member.Task.Trouble?.Alerts ?? []).Select(alert => About(member, alert)))
            .Order(StringComparer.Ordinal)
            .ToList();

        var firing = await Poll.ForAsync(
            "every trouble has raised its alerts",
            async () =>
            {
                var alerts = await FiringAsync(api, fleet);
                return expected.TrueForAll(alerts.Contains) ? alerts : null;
            },
            Longest);

        Assert.Equal(expected, firing);
        await EveryQueryHasDataAsync(api, Dashboards.Queries());
        await EveryQueryHasDataAsync(api, (await api.RecordingRulesAsync()).Select(rule => ("recording rule", rule)));
        await EveryQueryHasDataAsync(api, PromQlExamples.All());
        await EveryPanelHasDataOrSaysWhyAsync(api, fleet);
    }

    [Fact]
    public void Fleet_Tasks_AreOneInGoodHealthOfEachKindAndOneForEachTrouble()
    {
        Assert.Equal(
            Scenario.All.Select(scenario => scenario.Name).Order(StringComparer.Ordinal),
            StoryTask.All.Where(task => task.Trouble is null || task.Trouble == Trouble.OutOfMemoryEvents)
                .Select(task => task.Scenario).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "EcsClockUnsynchronized", "EcsContainerCpuThrottled", "EcsContainerExitedNonZero", "EcsContainerMemoryNearLimit", "EcsContainerOomEvents",
                "EcsContainerRestarting", "EcsContainerUnhealthy", "EcsEndpointFailing", "EcsEphemeralStorageFilling", "EcsExporterBlind",
                "EcsExporterDown", "EcsStatsStale", "EcsTaskMemoryNearLimit",
            ],
            StoryTask.All.SelectMany(task => task.Trouble?.Alerts ?? []).Order(StringComparer.Ordinal));
    }

    private static string About(FleetMember member, string alert) => $"{alert} {member.Address} {member.Task.Scenario}";

    private static async Task<IReadOnlyList<string>> FiringAsync(PrometheusApi api, Fleet fleet)
    {
        var alerts = await api.FiringAlertsAsync();
        return
        [
            .. alerts
                .SelectMany(about => about.Distinct().Select(alert => About(fleet.Members.Single(member => member.Address == about.Key), alert)))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>For a task of any kind: no panel is empty without a reason.</summary>
    private static async Task EveryPanelHasDataOrSaysWhyAsync(PrometheusApi api, Fleet fleet)
    {
        List<string> empty = [];
        var excused = 0;
        foreach (var member in fleet.Members.Where(member => member.Task.Trouble is null))
        {
            var variables =
                new Dictionary<string, string> { ["cluster"] = member.Names.Cluster, ["family"] = member.Names.Family, ["task"] = member.Names.TaskId };
            foreach (var panel in Dashboards.Files.SelectMany(Dashboards.Panels))
            {
                var hasData = false;
                foreach (var query in Dashboards.Queries(panel, variables))
                {
                    hasData = hasData || (await api.QueryAsync(query)).Count > 0;
                }

                if (!hasData && panel.GetProperty("fieldConfig").GetProperty("defaults").TryGetProperty("noValue", out _))
                {
                    excused++;
                }
                else if (!hasData && !panel.GetProperty("targets").GetRawText().Contains("or vector(0)", StringComparison.Ordinal))
                {
                    empty.Add($"{member.Task.Scenario}: {panel.GetProperty("title").GetString()}");
                }
            }
        }

        Assert.NotEqual(0, excused);
        Assert.True(empty.Count == 0, $"Empty panels:\n{string.Join('\n', empty)}");
    }

    private static async Task EveryQueryHasDataAsync(PrometheusApi api, IEnumerable<(string Place, string Expression)> queries)
    {
        List<string> without = [];
        var count = 0;
        foreach (var (place, expression) in queries)
        {
            count++;
            if ((await api.QueryAsync(expression)).Count == 0)
            {
                without.Add($"{place}: {expression}");
            }
        }

        Assert.NotEqual(0, count);
        Assert.True(without.Count == 0, $"Without data:\n{string.Join('\n', without)}");
    }
}
