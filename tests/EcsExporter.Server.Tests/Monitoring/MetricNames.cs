// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Lists the names of all series.</summary>
internal static partial class MetricNames
{
    /// <summary>The names of the exporter's metrics, from the reference.</summary>
    public static IReadOnlyList<string> Published { get; } =
        [.. Heading().Matches(File.ReadAllText(RepositoryRoot.File("docs", "metrics.md"))).Select(match => match.Groups[1].Value)];

    /// <summary>The names of the metrics of the command <c>cluster</c>, a part of <see cref="Published"/>.</summary>
    public static IReadOnlySet<string> OfCluster { get; } = Heading()
        .Matches(File.ReadAllText(RepositoryRoot.File("docs", "metrics.md")).Split("\n## The command `cluster`\n")[1])
        .Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of the recording rules.</summary>
    public static IReadOnlyList<string> Recorded { get; } =
        [.. Record().Matches(File.ReadAllText(RepositoryRoot.File("deploy", "rules", "recording.yml"))).Select(match => match.Groups[1].Value)];

    /// <summary>Whether an expression contains a metric of the command <c>cluster</c>.</summary>
    public static bool AreOfCluster(string expression) => Word().Matches(expression).Any(word => OfCluster.Contains(word.Value));

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex("^### (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"- record: (\S+)")]
    private static partial Regex Record();
}
