// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.CommandLine;

public sealed class FlagSetTests
{
    [Theory]
    [InlineData("", "cpu,memory")]
    [InlineData("--no-collector.memory", "cpu")]
    [InlineData("--collector.utilization", "cpu,memory,utilization")]
    [InlineData("--collector.disable-defaults", "")]
    [InlineData("--collector.disable-defaults --collector.cpu", "cpu")]
    [InlineData("--collector.utilization --collector.disable-defaults --no-collector.cpu", "utilization")]
    [InlineData("--no-collector.disable-defaults", "cpu,memory")]
    public void EnabledCollectors_Switches_AreAppliedInAnyOrder(string line, string expected) =>
        Assert.Equal(expected, string.Join(',', Cli.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Options.Collectors));

    [Fact]
    public void EnabledCollectors_DefaultsDisabledAndOneOnByVariable_RunsThatOne() =>
        Assert.Equal(["cpu"], Cli.ParseWith("ECS_EXPORTER_COLLECTOR_CPU", "1", "--collector.disable-defaults").Options.Collectors);
}
