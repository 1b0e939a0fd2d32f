// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Scenarios;

namespace EcsExporter.Tests.Simulator;

public sealed class LifeTests
{
    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [InlineData("fargate", "init", JsonValueKind.Null)]
    [InlineData("ec2-bridge", "migrate", JsonValueKind.Object)]
    public void StoppedContainer_HasAnExitCodeAndEmptyStats(string name, string stopped, JsonValueKind empty)
    {
        var task = Documents.StartTask(name);
        var container = task.TaskAfter(100).Container(stopped);
        var stats = task.ContainerStatsAfter(stopped, 100);

        Assert.Equal("STOPPED", container.GetProperty("KnownStatus").GetString());
        Assert.Equal(0, container.GetProperty("ExitCode").GetInt32());
        Assert.True(container.Has("FinishedAt"));
        Assert.Equal(empty, stats.ValueKind);
        Assert.True(empty == JsonValueKind.Null || !stats.EnumerateObject().Any());
    }

    [Theory]
    [InlineData("fargate", "app")]
    [InlineData("ec2-bridge", "worker")]
    public void RestartingContainer_CountsRestartsAndStartsFromZero(string name, string restarting)
    {
        var task = Documents.StartTask(name);
        double pause = Enumerable.Range(60, 600).First(second =>
            task.TaskAfter(second).Container(restarting).GetProperty("RestartCount").GetInt32() == 1);

        var before = task.TaskAfter(pause - 2).Container(restarting);
        var during = task.TaskAfter(pause).Container(restarting);
        var after = task.TaskAfter(pause + 40).Container(restarting);
        Assert.Equal("RUNNING", during.GetProperty("KnownStatus").GetString());
        Assert.Equal(before.GetProperty("StartedAt").GetString(), during.GetProperty("StartedAt").GetString());
        Assert.NotEqual(before.GetProperty("StartedAt").GetString(), after.GetProperty("StartedAt").GetString());
        Assert.Equal(before.GetProperty("DockerId").GetString(), after.GetProperty("DockerId").GetString());
        Assert.Equal(1, after.GetProperty("RestartCount").GetInt32());

        Assert.False(task.ContainerStatsAfter(restarting, pause) is { ValueKind: JsonValueKind.Object } stats && stats.Has("read"));
        Assert.True(Cpu(task.ContainerStatsAfter(restarting, pause + 40)) < Cpu(task.ContainerStatsAfter(restarting, pause - 2)));
    }

    [Fact]
    public void ContainerWithoutRestartPolicy_HasNoRestartCount() =>
        Assert.False(Documents.StartTask("fargate").TaskAfter(60).Container("ecs-exporter").Has("RestartCount"));

    [Fact]
    public void TaskStatus_AdvancesWithTheLastContainer()
    {
        var task = Documents.StartTask("ec2-bridge");

        Assert.Equal("PULLED", task.TaskAfter(0).GetProperty("KnownStatus").GetString());
        Assert.Equal("CREATED", task.TaskAfter(42.5).GetProperty("KnownStatus").GetString());
        Assert.Equal("RUNNING", task.TaskAfter(50).GetProperty("KnownStatus").GetString());
        Assert.False(task.TaskAfter(0).Container("api").Has("CreatedAt"));
    }

    [Fact]
    public void Health_AppearsLateAndChanges()
    {
        var task = Documents.StartTask("ec2-bridge");
        var seen = Enumerable.Range(0, 60).Select(i => task.TaskAfter(i * 10).Container("api"))
            .Select(api => api.Has("Health") ? api.At("Health", "status").GetString() : null);

        Assert.Equal([null, "HEALTHY", "UNHEALTHY"], seen.Distinct());
    }

    [Theory]
    [InlineData("fargate", "ecs-exporter", 10)]
    [InlineData("app-runner", "app", 10)]
    [InlineData("managed-instances", "model", 10)]
    [InlineData("ec2-bridge", "ecs-exporter", 1)]
    [InlineData("ec2-windows", "renderer", 1)]
    public void Samples_ComeAtThePlatformsInterval(string name, string container, double interval)
    {
        var task = Documents.StartTask(name);
        var stats = task.ContainerStatsAfter(container, 300);
        var read = stats.GetProperty("read").GetDateTimeOffset();
        var previous = task.ContainerStatsAfter(container, 300 - interval);

        Assert.Equal(interval, (read - stats.GetProperty("preread").GetDateTimeOffset()).TotalSeconds, 0.005);
        Assert.Equal(previous.GetProperty("read").GetString(), stats.GetProperty("preread").GetString());
        Assert.Equal(previous.GetProperty("cpu_stats").GetRawText(), stats.GetProperty("precpu_stats").GetRawText());

        var sinceStart = (read - Documents.Start).TotalSeconds;
        Assert.Equal(stats.GetRawText(), task.ContainerStatsAfter(container, sinceStart + (interval * 0.9)).GetRawText());
        Assert.NotEqual(stats.GetRawText(), task.ContainerStatsAfter(container, sinceStart + (interval * 1.1)).GetRawText());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FirstSample_HasNoPredecessor(string name)
    {
        var task = Documents.StartTask(name);
        var container = task.Declaration.Observer;
        var first = Enumerable.Range(0, 200).Select(i => task.ContainerStatsAfter(container, i * 0.1))
            .First(stats => stats.ValueKind == JsonValueKind.Object && stats.Has("read"));

        Assert.Equal("0001-01-01T00:00:00Z", first.GetProperty("preread").GetString());
        Assert.Equal(0, first.At("precpu_stats", "cpu_usage", "total_usage").GetInt32());
        Assert.True(Cpu(first) > 0);
        Assert.False(first.Has("network_rate_stats"));
    }

    private static ulong Cpu(JsonElement stats) => stats.At("cpu_stats", "cpu_usage", "total_usage").GetUInt64();
}
