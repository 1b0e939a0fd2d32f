// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Finds the PromQL in the documents: code that is the name of a metric, computes with one, or selects by labels.</summary>
internal static partial class PromQlExamples
{
    private const string OfDaemon = "ecs_exporter_daemon_";

    private static readonly HashSet<string> Names = [.. MetricNames.Published, .. MetricNames.Recorded];

    /// <summary>The examples about exporters in tasks, by the names of their documents.</summary>
    public static IEnumerable<(string Document, string Expression)> OfTasks() => All().Where(static example =>
        !MetricNames.AreOfCluster(example.Expression) && !example.Expression.Contains(OfDaemon, StringComparison.Ordinal));

    /// <summary>The examples about metrics that only a Managed Daemon publishes, by the names of their documents.</summary>
    public static IEnumerable<(string Document, string Expression)> OfDaemons() =>
        All().Where(static example => example.Expression.Contains(OfDaemon, StringComparison.Ordinal));

    /// <summary>The examples about the command <c>cluster</c>, by the names of their documents.</summary>
    public static IEnumerable<(string Document, string Expression)> OfCluster() => All().Where(static example => MetricNames.AreOfCluster(example.Expression));

    private static IEnumerable<(string Document, string Expression)> All() =>
        from document in Documents().Order(StringComparer.Ordinal)
        let text = Fenced().Replace(File.ReadAllText(document), "")
        from code in Indented().Matches(text).Select(match => match.Value)
            .Concat(Spans().Matches(Indented().Replace(text, "")).Select(match => match.Groups[1].Value))
        where IsQuery(code.Trim())
        select (Path.GetRelativePath(RepositoryRoot.Path, document), ForTheStory(code.Trim()));

    private static IEnumerable<string> Documents() =>
    [
        .. Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"),
        .. Directory.EnumerateFiles(RepositoryRoot.File("docs"), "*.md", SearchOption.AllDirectories),
        .. Directory.EnumerateFiles(RepositoryRoot.File("deploy"), "*.md", SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal)),
    ];

    private static bool IsQuery(string code) =>
        Names.Contains(code)
        || RecordedName().IsMatch(code)
        || (Metric().IsMatch(code) && Computation().IsMatch(code) && !Other().IsMatch(code));

    /// <summary>
    /// Adapts a query to the story, which has one job and no absent series. A query that is only the name of a metric covers ten minutes, because the
    /// series of an event may have ended: its container may have restarted since.
    /// </summary>
    private static string ForTheStory(string query) =>
        Names.Contains(query) ? $"last_over_time({query}[10m])" : Absent().Replace(Job().Replace(query, "{job=\"ecs\"}"), "$1");

    [GeneratedRegex(@"\{job=""[^""]+""\}")]
    private static partial Regex Job();

    [GeneratedRegex(@"^absent\((.+)\)$")]
    private static partial Regex Absent();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex("(^    .*\n?)+", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"^ecs_\w+:[\w:]+$")]
    private static partial Regex RecordedName();

    /// <summary>Matches the names of metrics, also of metrics that do not exist, which would be a mistake in the document.</summary>
    [GeneratedRegex(@"\b(ecs_(?!exporter\b)|process_|up\{)")]
    private static partial Regex Metric();

    [GeneratedRegex(@"[a-z]\s*\(| [-+*/<>=!]=? |\{\w+=")]
    private static partial Regex Computation();

    /// <summary>Matches code that is not PromQL: an exposition, a command that filters one, or an abbreviated name.</summary>
    [GeneratedRegex(@"^# (HELP|TYPE) |\| grep |…", RegexOptions.Multiline)]
    private static partial Regex Other();
}
