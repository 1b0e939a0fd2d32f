// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;

namespace EcsExporter.Server.Tests.CommandLine;

public sealed class HelpTextTests
{
    private static readonly string Help = HelpText.For(CommandLineParser.Parse([], static _ => null, Collector.All).Options.Flags);

    [Fact]
    public void For_TheFlags_IsTheGolden() =>
        Golden.Check(RepositoryRoot.File("tests", "EcsExporter.Server.Tests", "Goldens", "help.txt"), Help);

    [Fact]
    public void For_TheFlags_FitsIn80Columns() =>
        Assert.All(Help.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
}
