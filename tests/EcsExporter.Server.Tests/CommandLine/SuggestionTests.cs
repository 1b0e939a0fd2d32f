// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class SuggestionTests
{
    private static readonly string[] Known =
        ["once", "demo", "push", "healthcheck", "metrics", "--collector.container", "--collector.cpu", "ECS_EXPORTER_PUSH_JOB"];

    [Theory]
    [InlineData("onec", "once")]
    [InlineData("onc", "once")]
    [InlineData("dmo", "demo")]
    [InlineData("demos", "demo")]
    [InlineData("demo", null)]
    [InlineData("health-check", "healthcheck")]
    [InlineData("metric", "metrics")]
    [InlineData("metadata", null)]
    [InlineData("serve", null)]
    [InlineData("", null)]
    [InlineData("ECS_EXPORTER_FOO", null)]
    [InlineData("ECS_EXPORTER_TYPO", null)]
    [InlineData("ECS_EXPORTER_PUSH_JOBS", "ECS_EXPORTER_PUSH_JOB")]
    [InlineData("ECS_EXPORTER_JOB", null)]
    [InlineData("--collectors.enabled", null)]
    [InlineData("--collector.memory", null)]
    [InlineData("--collectors.container", "--collector.container")]
    [InlineData("--collector.contianer", "--collector.container")]
    [InlineData("--collector.pu", "--collector.cpu")]
    public void For_Name_IsTheNearest(string typed, string? expected) => Assert.Equal(expected, Suggestion.For(typed, Known));
}
