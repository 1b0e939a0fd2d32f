// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests which containers are published, and that the task's own figures do not depend on the selection.</summary>
public sealed class ContainerSelectionTests
{
    private static readonly string[] Names = ["app", "app-2", "log_router", "x.y", "~pause"];

    [Theory]
    [InlineData("", "", false, "app app-2 log_router x.y")]
    [InlineData("", "", true, "app app-2 log_router x.y ~pause")]
    [InlineData("app", "", false, "app")]
    [InlineData("app*", "", false, "app app-2")]
    [InlineData("app-?", "", false, "app-2")]
    [InlineData("*", "", false, "app app-2 log_router x.y")]
    [InlineData("*", "", true, "app app-2 log_router x.y ~pause")]
    [InlineData("~*", "", false, "")]
    [InlineData("~*", "", true, "~pause")]
    [InlineData("log*,x.*", "", false, "log_router x.y")]
    [InlineData("APP", "", false, "")]
    [InlineData("xzy", "", false, "")]
    [InlineData("", "app*", false, "log_router x.y")]
    [InlineData("", "*", true, "")]
    [InlineData("", "*.*", false, "app app-2 log_router")]
    [InlineData("", "nobody", false, "app app-2 log_router x.y")]
    public void Includes_GlobsAndInternal_PublishTheseAndNoOthers(string include, string exclude, bool includeInternal, string expected)
    {
        var scrape = TaskOf.Named(Selection(include, exclude, includeInternal), Names);
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            scrape.Samples().Where(sample => sample.Family == "ecs_container_stats_available").Select(sample => sample["container_name"]));
        Assert.All(
            scrape.Samples().Where(sample => (sample["container_name"] ?? sample["container"]) is not null),
            sample => Assert.Contains(sample["container_name"] ?? sample["container"], expected.Split(' ')));
    }

    [Theory]
    [InlineData("app", "", false)]
    [InlineData("", "*", false)]
    [InlineData("", "", true)]
    [InlineData("nobody", "", false)]
    public void Includes_AnySelection_FiguresOfTheTaskAreTheSame(string include, string exclude, bool includeInternal)
    {
        Assert.Equal(OfTheTask(ContainerSelection.Default), OfTheTask(Selection(include, exclude, includeInternal)));
        var lines = OfTheTask(ContainerSelection.Default).ToList();
        Assert.Contains("ecs_task_cpu_utilization_ratio 0.5", lines);
        Assert.Contains("ecs_task_memory_utilization_ratio 0.48828125", lines);
        Assert.Contains("ecs_network_receive_bytes_total{interface=\"eth0\"} 4", lines);
    }

    /// <summary>Unlike the other figures of the task, this one counts published containers, as its help text says.</summary>
    [Theory]
    [InlineData("", false, "4")]
    [InlineData("", true, "5")]
    [InlineData("app*", false, "2")]
    public void TaskContainers_AnySelection_AreThePublishedOnes(string include, bool includeInternal, string expected) =>
        Assert.Equal(
            [$$"""{known_status="RUNNING"} {{expected}}"""],
            TaskOf.Named(Selection(include, "", includeInternal), Names).Of("ecs_task_containers"));

    private static IEnumerable<string> OfTheTask(ContainerSelection selection) =>
        TaskOf.Named(selection, Names).SampleLines().Split('\n').Where(line =>
            (line.StartsWith("ecs_task_", StringComparison.Ordinal) && !line.StartsWith("ecs_task_containers", StringComparison.Ordinal))
            || line.StartsWith("ecs_network_receive", StringComparison.Ordinal));

    private static ContainerSelection Selection(string include, string exclude, bool includeInternal) =>
        new(includeInternal, Globs(include), Globs(exclude));

    private static string[] Globs(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
