// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests that PromQL over the counters and gauges gives the ratios that the <c>utilization</c> collector computes.</summary>
public sealed class RateTests
{
    private const double Tolerance = 0.01;

    /// <summary><c>rate(ecs_container_cpu_usage_seconds_total[…]) / ecs_task_cpu_limit_vcpus</c> over the endpoint's last two samples.</summary>
    [Theory]
    [InlineData("fargate", 10)]
    [InlineData("fargate-windows", 10)]
    [InlineData("managed-instances", 10)]
    [InlineData("app-runner", 10)]
    [InlineData("ec2-awsvpc", 1)]
    [InlineData("anywhere", 1)]
    public void Samples_RateOfCpuTimePerLimit_AgreesWithTheRatio(string scenario, double interval)
    {
        var compared = 0;
        for (double seconds = 90; seconds < 400; seconds += 10)
        {
            var earlier = Simulated.Scrape(scenario, seconds - interval).Samples();
            var later = Simulated.Scrape(scenario, seconds).Samples();
            foreach (var ratio in later.Where(sample => sample.Family == "ecs_container_cpu_utilization_ratio"))
            {
                var container = ratio["container_name"];
                var used = Find(later, "ecs_container_cpu_usage_seconds_total", container) - Find(earlier, "ecs_container_cpu_usage_seconds_total", container);
                var elapsed =
                    Find(later, "ecs_container_stats_timestamp_seconds", container) - Find(earlier, "ecs_container_stats_timestamp_seconds", container);
                RequireClose(used / elapsed / Find(later, "ecs_task_cpu_limit_vcpus", null), ratio.Value, $"{container} after {seconds} s");
                compared++;
            }
        }

        Assert.InRange(compared, 30, int.MaxValue);
    }

    /// <summary>Windows counts ticks of 100 ns, and CPU shares are a hard cap: 1024 shares are one vCPU.</summary>
    [Fact]
    public void Samples_RateOfCpuTimeOnWindows_AgreesWithTheRatioOfTheCap()
    {
        var earlier = Simulated.Scrape("ec2-windows", 299).Samples();
        var later = Simulated.Scrape("ec2-windows", 300).Samples();
        var used = Find(later, "ecs_container_cpu_usage_seconds_total", "renderer") - Find(earlier, "ecs_container_cpu_usage_seconds_total", "renderer");
        var elapsed = Find(later, "ecs_container_stats_timestamp_seconds", "renderer") - Find(earlier, "ecs_container_stats_timestamp_seconds", "renderer");
        var cap = Find(later, "ecs_container_cpu_shares", "renderer") / 1024;
        RequireClose(used / elapsed / cap, Find(later, "ecs_container_cpu_utilization_ratio", "renderer"), "renderer");
        Assert.InRange(used / elapsed, 0.2, 1.4);
    }

    [Theory]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public void Samples_WorkingSetPerLimit_AgreesWithTheRatio(string scenario)
    {
        var samples = Simulated.Scrape(scenario).Samples();
        var ratios = samples.Where(sample => sample.Family == "ecs_container_memory_utilization_ratio").ToList();
        Assert.NotEmpty(ratios);
        foreach (var ratio in ratios)
        {
            var container = ratio["container_name"];
            RequireClose(
                Find(samples, "ecs_container_memory_working_set_bytes", container) / Find(samples, "ecs_container_memory_limit_bytes", container),
                ratio.Value,
                container!);
            Assert.InRange(ratio.Value, 0.001, 1);
        }
    }

    [Theory]
    [InlineData("fargate")]
    [InlineData("fargate-windows")]
    [InlineData("managed-instances")]
    public void Samples_SumsOverContainers_AgreeWithTheTasksRatios(string scenario)
    {
        var samples = Simulated.Scrape(scenario).Samples();
        RequireClose(Sum("ecs_container_cpu_utilization_ratio"), Find(samples, "ecs_task_cpu_utilization_ratio", null), "CPU");
        RequireClose(
            Sum("ecs_container_memory_working_set_bytes") / Find(samples, "ecs_task_memory_limit_bytes", null),
            Find(samples, "ecs_task_memory_utilization_ratio", null),
            "memory");

        double Sum(string family) => samples.Where(sample => sample.Family == family).Sum(sample => sample.Value);
    }

    private static double Find(IReadOnlyList<ParsedSample> samples, string family, string? container) =>
        samples.Single(sample => sample.Family == family && sample["container_name"] == container).Value;

    private static void RequireClose(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * expected, $"{what}: {actual} instead of {expected}");
}
