// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Story;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>
/// The story of deploy/story, told faster: alerts hold for a fifth of their time, and scrapes and rules run every five seconds.
/// Expressions, ranges and thresholds are those of the files.
/// </summary>
public sealed class StoryTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Story_TroublesAndHealthyTasks_RaiseTheirAlertsAndShowTheirData()
    {
        _ = Tools.Prometheus;
        await using var fleet = await Fleet.StartAsync(TimeProvider.System, TestContext.Current.CancellationToken);
        await using var prometheus = await StoryPrometheus.StartAsync(
            fleet,
            new StoryPrometheusOptions { Port = FreePort.Find(), Speed = 5, IntervalSeconds = 5 },
            TestContext.Current.CancellationToken);
        using var api = new PrometheusApi(prometheus.Address);
        var expected = fleet.Members
            .SelectMany(member => (member.Task.Trouble?.Alerts ?? []).Select(alert => $"{alert} {member.Address} {member.Task.Scenario}"))
            .Order(StringComparer.Ordinal)
            .ToList();

        var firing = await Patience.ForAsync(
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
    }

    private static async Task<IReadOnlyList<string>> FiringAsync(PrometheusApi api, Fleet fleet)
    {
        var alerts = await api.FiringAlertsAsync();
        return
        [
            .. alerts
                .SelectMany(about => about.Distinct().Select(alert =>
                    $"{alert} {about.Key} {fleet.Members.Single(member => member.Address == about.Key).Task.Scenario}"))
                .Order(StringComparer.Ordinal),
        ];
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
        Assert.Empty(without);
    }
}
