// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics.Collectors;

public sealed class UtilizationCollectorTests
{
    private const string Ten = "\"read\": \"2026-03-01T12:00:10Z\", \"preread\": \"2026-03-01T12:00:00Z\"";
    private const string Windows = "\"memory_stats\": {\"commitbytes\": 1}, \"num_procs\": 4";

    /// <summary>One second of CPU time in ten seconds is a tenth of a core; the ratio depends on the limit that applies.</summary>
    [Theory]
    [InlineData("\"Limits\": {\"CPU\": 0.5}", "", "\"num_procs\": 0", "0.2")]
    [InlineData("\"Limits\": {\"CPU\": 0.5}", "\"Limits\": {\"CPU\": 256}", "\"num_procs\": 0", "0.2")]
    [InlineData("", "\"Limits\": {\"CPU\": 256}", "\"num_procs\": 0", "0.05")]
    [InlineData("\"Limits\": {\"CPU\": 0}", "", "\"num_procs\": 0", "0.05")]
    public void CpuRatio_Linux_IsOfTheTasksLimitElseOfTheProcessors(string task, string container, string stats, string expected) =>
        Assert.Equal(Line(expected), Cpu($"{Ten}, {stats}", 3_000_000_000, 2_000_000_000, ", \"online_cpus\": 2", container, task));

    [Theory]
    [InlineData("", "\"Limits\": {\"CPU\": 512}", "0.2")]
    [InlineData("\"Limits\": {\"CPU\": 2}", "\"Limits\": {\"CPU\": 512}", "0.2")]
    [InlineData("\"Limits\": {\"CPU\": 2}", "\"Limits\": {\"CPU\": 2}", "0.05")]
    [InlineData("", "\"Limits\": {\"CPU\": 2}", "0.025")]
    [InlineData("", "", "0.025")]
    public void CpuRatio_Windows_IsOfTheHardCapElseOfTheTasksLimitElseOfTheProcessors(string task, string container, string expected) =>
        Assert.Equal(Line(expected), Cpu($"{Ten}, {Windows}", 30_000_000, 20_000_000, "", container, task));

    [Theory]
    [InlineData("\"read\": \"2026-03-01T12:00:10Z\", \"preread\": \"2026-03-01T12:00:10Z\"", 3, 2)]
    [InlineData("\"read\": \"2026-03-01T12:00:00Z\", \"preread\": \"2026-03-01T12:00:10Z\"", 3, 2)]
    [InlineData("\"read\": \"2026-03-01T12:00:10Z\", \"preread\": \"0001-01-01T00:00:00Z\"", 3, 2)]
    [InlineData("\"read\": \"2026-03-01T12:00:10Z\"", 3, 2)]
    [InlineData("\"preread\": \"2026-03-01T12:00:10Z\"", 3, 2)]
    [InlineData(Ten, 2, 3)]
    [InlineData(Ten, 3, 0)]
    public void CpuRatio_SamplesThatCannotBeCompared_IsAbsent(string times, int now, int before)
    {
        Assert.Empty(Cpu(times, now * 1_000_000_000L, before * 1_000_000_000L, "", "", "\"Limits\": {\"CPU\": 1}"));
        Assert.NotEmpty(Cpu(Ten, 3_000_000_000, 2_000_000_000, "", "", "\"Limits\": {\"CPU\": 1}"));
    }

    [Fact]
    public void CpuRatio_IdleContainer_IsZero() =>
        Assert.Equal(Line("0"), Cpu(Ten, 2_000_000_000, 2_000_000_000, "", "", "\"Limits\": {\"CPU\": 1}"));

    [Theory]
    [InlineData(", \"online_cpus\": 0", "")]
    [InlineData("", "")]
    public void CpuRatio_NothingToDivideBy_IsAbsent(string cpu, string task) =>
        Assert.Empty(Cpu(Ten + ", \"num_procs\": 0", 3_000_000_000, 2_000_000_000, cpu, "", task));

    [Fact]
    public void TaskRatios_OneContainerLacksTheFigure_AreAbsentAsTheRestIsNotTheWhole()
    {
        const string Good = """
            "read": "2026-03-01T12:00:10Z", "preread": "2026-03-01T12:00:00Z", "cpu_stats": {"cpu_usage": {"total_usage": 3000000000}},
            "precpu_stats": {"cpu_usage": {"total_usage": 2000000000}}, "memory_stats": {"usage": 104857600, "stats": {"anon": 1, "inactive_file": 0}}
            """;
        const string Task = """{"Limits": {"CPU": 1, "Memory": 1024}, "Containers": [{"Name": "a", "DockerId": "1"}, {"Name": "b", "DockerId": "2"}]}""";

        Scrape both = new(Task, $$"""{ "1": { {{Good}} }, "2": { {{Good}} } }""");
        Assert.Equal(["0.2"], both.Of("ecs_task_cpu_utilization_ratio"));
        Assert.Equal(["0.1953125"], both.Of("ecs_task_memory_utilization_ratio"));

        Scrape oneJustStarted = new(Task, $$"""{ "1": { {{Good}} }, "2": { "num_procs": 0 } }""");
        Assert.Empty(oneJustStarted.Of("ecs_task_cpu_utilization_ratio"));
        Assert.Empty(oneJustStarted.Of("ecs_task_memory_utilization_ratio"));

        Scrape oneStopped = new(Task, $$"""{ "1": { {{Good}} }, "2": null }""");
        Assert.Equal(["0.1"], oneStopped.Of("ecs_task_cpu_utilization_ratio"));
        Assert.Equal(["0.09765625"], oneStopped.Of("ecs_task_memory_utilization_ratio"));

        Assert.Empty(new Scrape(Task, "{}").Of("ecs_task_cpu_utilization_ratio"));
    }

    [Theory]
    [InlineData("\"Limits\": {\"Memory\": 100}", "", "0.25")]
    [InlineData("\"Limits\": {\"Memory\": 100}", "\"Limits\": {\"Memory\": 50}", "0.5")]
    [InlineData("", "", null)]
    public void MemoryRatio_WorkingSet_IsOfTheLimitThatApplies(string task, string container, string? expected) =>
        Assert.Equal(
            expected is null ? [] : Line(expected),
            TaskOf.One("\"memory_stats\": {\"usage\": 52428800, \"limit\": 9223372036854771712, \"stats\": {\"inactive_file\": 26214400}}", container, task)
                .Of("ecs_container_memory_utilization_ratio"));

    private static IReadOnlyList<string> Cpu(string stats, long now, long before, string cpu, string container, string task) =>
        TaskOf.One(
            $$"""
            {{stats}}, "cpu_stats": { "cpu_usage": { "total_usage": {{now}} }{{cpu}} }, "precpu_stats": { "cpu_usage": { "total_usage": {{before}} } }
            """,
            container,
            task).Of("ecs_container_cpu_utilization_ratio");

    private static string[] Line(string value) => [$$"""{container_name="a"} {{value}}"""];
}
