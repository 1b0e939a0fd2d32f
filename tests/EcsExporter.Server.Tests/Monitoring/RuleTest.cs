// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.Monitoring;

/// <summary>A test of rules for promtool that names every alert that fires at any time.</summary>
/// <param name="Rules">The files in deploy/rules.</param>
/// <param name="EvaluationInterval">Seconds between two evaluations of the rules.</param>
/// <param name="SampleInterval">Seconds between two values in <paramref name="Series"/>.</param>
/// <param name="Seconds">How long the test lasts.</param>
/// <param name="Series">Lines of <c>input_series</c>, see <see cref="SeriesLine"/>.</param>
/// <param name="By">The labels that tell alerts apart, comma-separated.</param>
internal sealed record RuleTest(
    IReadOnlyList<string> Rules, int EvaluationInterval, int SampleInterval, int Seconds, IEnumerable<string> Series, string By)
{
    /// <summary>One series and its values in promtool's notation: numbers, <c>_</c> for none and <c>stale</c>, separated by spaces.</summary>
    public static string SeriesLine(string series, string values) => $"      - {{ series: '{series}', values: '{values}' }}\n";

    /// <summary>Fails unless exactly these alerts fire.</summary>
    /// <param name="folder">Where the file for promtool is written.</param>
    /// <param name="alerts">The labels of each alert: <c>alertname="EcsTaskSilent"</c>.</param>
    public async Task RaisesAsync(DirectoryInfo folder, IEnumerable<string> alerts)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            rule_files: [{string.Join(", ", Rules.Select(static file => RepositoryRoot.File("deploy", "rules", file)))}]
            evaluation_interval: {EvaluationInterval}s
            tests:
              - interval: {SampleInterval}s
                input_series:

            """));
        _ = text.AppendJoin("", Series)
            .Append("    promql_expr_test:\n")
            .Append(CultureInfo.InvariantCulture, $"      - expr: group by ({By}) (last_over_time(ALERTS{{alertstate=\"firing\"}}[{Seconds}s]))\n")
            .Append(CultureInfo.InvariantCulture, $"        eval_time: {Seconds}s\n        exp_samples:\n");
        foreach (var labels in alerts)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"          - {{ labels: '{{{labels}}}', value: 1 }}\n");
        }

        var path = Path.Combine(folder.FullName, "test.yml");
        await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        _ = await Promtool.AcceptAsync("test", "rules", path);
    }
}
