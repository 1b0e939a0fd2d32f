// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Goldens;

public sealed class ScenarioGoldenTests
{
    private const int Settled = 600;

    /// <summary>Every scenario in its steady state, and moments at which containers have no stats yet or no longer.</summary>
    public static TheoryData<string, int> Rows
    {
        get
        {
            TheoryData<string, int> rows = [];
            foreach (var scenario in Scenario.All)
            {
                rows.Add(scenario.Name, Settled);
            }

            rows.Add("fargate", 2);
            rows.Add("fargate", 12);
            rows.Add("fargate", 428);
            rows.Add("ec2-bridge", 12);
            rows.Add("ec2-bridge", 900);
            rows.Add("ec2-awsvpc", 3);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Text_AllCollectors_IsTheGolden(string scenario, int seconds) =>
        GoldenFolder.Check($"scenarios/{scenario}-{seconds:D3}s.prom", Simulated.Scrape(scenario, seconds).Text());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Text_AllCollectors_MeetsNoAnomaly(string scenario, int seconds) =>
        Assert.Equal("", Simulated.Scrape(scenario, seconds).Anomalies);
}
