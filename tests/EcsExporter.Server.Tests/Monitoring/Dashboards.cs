// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>The dashboards as they are imported.</summary>
internal static partial class Dashboards
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(RepositoryRoot.File("deploy", "grafana"), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static JsonElement Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(RepositoryRoot.File("deploy", "grafana", file))).RootElement;

    public static IEnumerable<JsonElement> Panels(string file) => Read(file).GetProperty("panels").EnumerateArray();

    /// <summary>Every query of every panel, with every variable set to all.</summary>
    public static IEnumerable<(string Panel, string Expression)> Queries() =>
        from file in Files
        from panel in Panels(file)
        from target in panel.GetProperty("targets").EnumerateArray()
        select ($"{file}, {panel.GetProperty("title").GetString()}", WithoutVariables(target.GetProperty("expr").GetString()!));

    private static string WithoutVariables(string expression) => Variable().Replace(expression, match => match.Value switch
    {
        "$__rate_interval" => "2m",
        "$__range" => "30m",
        _ => ".*",
    });

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Variable();
}
