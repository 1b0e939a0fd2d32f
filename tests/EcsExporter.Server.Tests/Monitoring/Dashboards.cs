// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>Reads the dashboards in deploy/grafana.</summary>
internal static partial class Dashboards
{
    /// <summary>The dashboard of the command <c>cluster</c>.</summary>
    public const string OfServices = "ecs-services.json";

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(RepositoryRoot.File("deploy", "grafana"), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>The dashboards of exporters in tasks.</summary>
    public static IReadOnlyList<string> OfTasks { get; } = [.. Files.Where(static file => file != OfServices)];

    public static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("deploy", "grafana", file))).RootElement;

    /// <summary>The panels, without the rows that group them.</summary>
    public static IEnumerable<JsonElement> Panels(string file) =>
        Read(file).GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    /// <summary>The queries of the panel; a variable without a value is set to all.</summary>
    /// <remarks>A fallback that gives a result even when the query has none, such as <c>or vector(0)</c>, is removed.</remarks>
    public static IEnumerable<string> Queries(JsonElement panel, IReadOnlyDictionary<string, string> values) =>
        from target in panel.GetProperty("targets").EnumerateArray()
        select WithoutVariables(target.GetProperty("expr").GetString()!.Replace(" or vector(0)", "", StringComparison.Ordinal), values);

    /// <summary>Every query of every panel, annotation and variable, with every variable set to all.</summary>
    public static IEnumerable<(string Place, string Expression)> Queries(IEnumerable<string> files)
    {
        var all = new Dictionary<string, string>();
        foreach (var file in files)
        {
            foreach (var panel in Panels(file))
            {
                foreach (var query in Queries(panel, all))
                {
                    yield return ($"{file}, panel {panel.GetProperty("title").GetString()}", query);
                }
            }

            // Annotations have samples only at the times that they mark, and compare with a minute ago, which is long for a test.
            foreach (var annotation in Read(file).GetProperty("annotations").GetProperty("list").EnumerateArray())
            {
                var query = WithoutVariables(annotation.GetProperty("expr").GetString()!, all).Replace("offset 1m", "offset 10s", StringComparison.Ordinal);
                yield return ($"{file}, annotation {annotation.GetProperty("name").GetString()}", $"max_over_time(({query})[10m:5s])");
            }

            foreach (var variable in Read(file).GetProperty("templating").GetProperty("list").EnumerateArray()
                .Where(each => each.TryGetProperty("definition", out _)))
            {
                var (selector, label) = LabelValues().Match(WithoutVariables(variable.GetProperty("definition").GetString()!, all)) switch
                {
                    { Success: true } match => (match.Groups[1].Value, match.Groups[2].Value),
                    _ => throw new InvalidDataException($"{file}: a variable that is not label_values"),
                };

                // A variable with an empty value counts as one without values.
                yield return ($"{file}, variable {variable.GetProperty("name").GetString()}", $"group by ({label}) ({selector}) unless on ({label}) vector(0)");
            }
        }
    }

    private static string WithoutVariables(string expression, IReadOnlyDictionary<string, string> values) =>
        Variable().Replace(expression, match => match.Groups[1].Value switch
        {
            "__rate_interval" => "2m",
            "__range" => "30m",
            "__interval" => "5s",
            "vcpu_price" or "gib_price" => "0.04",
            var name => values.GetValueOrDefault(name, ".*"),
        });

    [GeneratedRegex(@"\$([a-z_]\w*)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((.+), (\w+)\)$")]
    private static partial Regex LabelValues();
}
