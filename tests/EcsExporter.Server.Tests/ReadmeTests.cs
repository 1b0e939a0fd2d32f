// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Commands;
using EcsExporter.Server.Tests.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests;

/// <summary>Tests that the generated parts of the documents match this build.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "<!-- flags -->\n";
    private const string End = "<!-- /flags -->";

    [Fact]
    public void FlagTable_Page_IsThatOfTheDeclaredFlags()
    {
        var path = RepositoryRoot.File("docs", "flags.md");
        var page = File.ReadAllText(path);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, $"flags.md has lost the lines '{Begin.Trim()}' and '{End}' around the flag table.");

        var table = FlagTable.For(CommandLineParser.Parse([], static _ => null, Collector.All).Options.Flags);
        Golden.Check(path, page[..(begin + Begin.Length)] + "\n" + table + "\n" + page[end..]);
    }

    [Fact]
    public void MetricReference_Page_IsWhatTheMetricsCommandWrites()
    {
        using var output = new MemoryStream();
        var options = CommandLineParser.Parse(["metrics"], static _ => null, Collector.All).Options;

        var exitCode = PrintCommands.PrintMetricReference(
            options, new ProcessContext(() => output, static _ => null, TimeProvider.System, NullLoggerFactory.Instance));

        Assert.Equal(0, exitCode);
        Golden.Check(RepositoryRoot.File("docs", "metrics.md"), System.Text.Encoding.UTF8.GetString(output.ToArray()));
    }
}
