// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>The PromQL in the documents: code with a metric of ours and a function or an operator.</summary>
internal static partial class PromQlExamples
{
    /// <summary>The examples by the names of their documents.</summary>
    public static IEnumerable<(string Document, string Expression)> All() =>
        from document in Directory.EnumerateFiles(RepositoryRoot.File("docs"), "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let text = Fenced().Replace(File.ReadAllText(document), "")
        from code in Indented().Matches(text).Select(match => match.Value).Concat(Spans().Matches(Indented().Replace(text, "")).Select(match => match.Groups[1].Value))
        where Metric().IsMatch(code) && Computation().IsMatch(code)
        select (Path.GetRelativePath(RepositoryRoot.Path, document), code.Trim());

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex("(^    .*\n?)+", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"\becs_(?!exporter\b)[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"[a-z]\s*\(| [-+*/] ")]
    private static partial Regex Computation();
}
