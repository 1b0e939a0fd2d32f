// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.Story;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>
/// Runs the story of deploy/story with shorter times: alerts fire after a minute, which the variations of healthy tasks do not reach, and scrapes and
/// rules run every five seconds. Expressions, ranges and thresholds are those of the files.
/// </summary>
public sealed partial class StoryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(8);

    [RequiresTheory(nameof(Requirements.Prometheus))]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Story_TroublesAndHealthyTasks_RaiseTheirAlertsAndShowTheirData(bool pushed)
    {
        var options = new StoryOptions
        {
            Port = FreePort.Find(), Pushed = pushed, HoldSeconds = 60, IntervalSeconds = 5, ShortLife = TimeSpan.FromSeconds(30),
        };
        await using var story = await RunningStory.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        using var api = new PrometheusApi(options.Address);

        var firing = await Poll.ForAsync(
            "every trouble has raised its alerts",
            async () =>
            {
                Assert.False(story.Service.Completion.IsCompleted);
                var alerts = await FiringAsync(api);
                return story.Service.AreAllKilled && Expected(story, pushed).All(alerts.Contains) ? alerts : null;
            },
            Longest);

        Assert.Equal(Expected(story, pushed), firing);
        await EveryQueryHasDataAsync(api, Dashboards.Queries(Dashboards.OfTasks));
        var recorded = (await api.RecordingRulesAsync()).Select(rule => ("recording rule", rule));
        await EveryQueryHasDataAsync(api, recorded.Where(rule => HasSource(rule, pushed)));
        await EveryQueryHasDataAsync(api, PromQlExamples.OfTasks().Where(example => HasSource(example, pushed)));
        await EveryPanelHasDataOrSaysWhyAsync(api, story.Fleet);
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

    private static List<string> Expected(RunningStory story, bool pushed) =>
    [
        .. story.Fleet.Members
            .SelectMany(member => AlertsOf(member, pushed).Select(alert => $"{alert} {member.Instance}"))
            .Concat(story.Service.KilledInstances.SelectMany(instance => story.Service.Alerts.Select(alert => $"{alert} {instance}")))
            .Append($"{OomKilledService.ServiceAlert} {OomKilledService.Name}")
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> AlertsOf(FleetMember member, bool pushed) =>
        (pushed ? member.Task.Trouble?.AlertsIfPushed : member.Task.Trouble?.Alerts) ?? [];

    private static async Task<IReadOnlyList<string>> FiringAsync(PrometheusApi api) =>
    [
        .. (await api.FiringAlertsAsync()).SelectMany(about => about.Distinct().Select(alert => $"{alert} {about.Key}")).Order(StringComparer.Ordinal),
    ];

    /// <summary>Whether a query can have data. Only exporters that push publish metrics about pushing, and exit codes of ended tasks.</summary>
    private static bool HasSource((string Place, string Expression) query, bool pushed) => pushed || !OfPushing().IsMatch(query.Expression);

    /// <summary>Checks that for every kind of task, each panel has data or says why it has none.</summary>
    private static async Task EveryPanelHasDataOrSaysWhyAsync(PrometheusApi api, Fleet fleet)
    {
        List<string> empty = [];
        var excused = 0;
        foreach (var member in fleet.Members.Where(member => member.Task.Trouble is null))
        {
            var variables =
                new Dictionary<string, string> { ["cluster"] = member.Names.Cluster, ["family"] = member.Names.Family, ["task"] = member.Names.TaskId };
            foreach (var panel in Dashboards.OfTasks.SelectMany(Dashboards.Panels))
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

    [GeneratedRegex("ecs_exporter_push_|:ended_task30m")]
    private static partial Regex OfPushing();
}
