// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class SuggestionTests
{
    private static readonly string[] Known = ["once", "demo", "push", "healthcheck", "metrics"];

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
    public void For_Name_IsTheNearest(string typed, string? expected) => Assert.Equal(expected, Suggestion.For(typed, Known));
}
