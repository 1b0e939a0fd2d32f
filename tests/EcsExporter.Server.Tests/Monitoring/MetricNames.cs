// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>The names of all series.</summary>
internal static partial class MetricNames
{
    /// <summary>Those of the exporter's metrics, from the reference.</summary>
    public static IReadOnlyList<string> Published { get; } =
        [.. Heading().Matches(File.ReadAllText(RepositoryRoot.File("docs", "metrics.md"))).Select(match => match.Groups[1].Value)];

    /// <summary>Those of the recording rules.</summary>
    public static IReadOnlyList<string> Recorded { get; } =
        [.. Record().Matches(File.ReadAllText(RepositoryRoot.File("deploy", "rules", "recording.yml"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"- record: (\S+)")]
    private static partial Regex Record();
}
