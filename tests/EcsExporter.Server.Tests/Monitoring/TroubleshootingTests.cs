// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.Tests.Monitoring;

public sealed partial class TroubleshootingTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "troubleshooting.md"));

    [Fact]
    public void Page_EveryWarningAndErrorOfTheLog_HasItsLine()
    {
        var messages = Directory.EnumerateFiles(RepositoryRoot.File("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => LogMessage().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal);
        var section = Page[Page.IndexOf("## By line of the log", StringComparison.Ordinal)..];

        Assert.Equal(messages, Heading().Matches(section).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Page_EveryReasonAndAnomaly_HasItsRow()
    {
        Assert.All(Enum.GetValues<FailureReason>(), reason => Assert.Contains($"| `{reason.Label()}` |", Page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<AnomalyKind>(), kind => Assert.Contains($"`{kind.Label()}`", Page, StringComparison.Ordinal));
    }

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"LogLevel\.(?:Warning|Error|Critical),\s+(?:Message = |source, )""([^""]+)""")]
    private static partial Regex LogMessage();
}
