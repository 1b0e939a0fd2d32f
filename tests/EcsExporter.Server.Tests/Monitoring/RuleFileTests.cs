// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.Monitoring;

public sealed partial class RuleFileTests
{
    private static readonly string Rules = RepositoryRoot.File("deploy", "rules");

    /// <summary>The alerts on metrics of exporters in tasks, and the alerts on metrics of the command <c>cluster</c>.</summary>
    private static readonly string[] AlertFiles = ["alerts.yml", "cluster-alerts.yml"];

    public static TheoryData<string> TestFiles { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Rules, "tests"), "*.yml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [RequiresFact(nameof(Requirements.Promtool))]
    public Task Rules_Promtool_AcceptsThem() =>
        Promtool.AcceptAsync(["check", "rules", Path.Combine(Rules, "recording.yml"), .. AlertFiles.Select(file => Path.Combine(Rules, file))]);

    [RequiresTheory(nameof(Requirements.Promtool))]
    [MemberData(nameof(TestFiles))]
    public Task Rules_TheirTests_Pass(string file) => Promtool.AcceptAsync("test", "rules", Path.Combine(Rules, "tests", file));

    /// <summary>An alert on a misspelled metric would never fire, and the tests of the rules could contain the same mistake.</summary>
    [Theory]
    [InlineData("recording.yml")]
    [InlineData("alerts.yml")]
    [InlineData("cluster-alerts.yml")]
    public void Rules_Metrics_AreOursOrRecorded(string file)
    {
        var known = MetricNames.Published.Concat(MetricNames.Recorded).ToHashSet();
        var used = MetricName().Matches(Comment().Replace(File.ReadAllText(Path.Combine(Rules, file)), "")).Select(match => match.Value).ToHashSet();

        Assert.True(used.Count > 5);
        Assert.Empty(used.Except(known));
    }

    [Fact]
    public void Alerts_Tests_HaveEachFireAndNotFire()
    {
        var files = TestFiles.Select(file => file.Data).Where(file => file is "alerts_test.yml" or "cluster_alerts_test.yml" or "ended_tasks_test.yml");
        var tests = string.Concat(files.Select(file => File.ReadAllText(Path.Combine(Rules, "tests", file))));
        var sections = TestName().Split(tests)[1..].Chunk(2).ToDictionary(section => section[0], section => section[1]);

        Assert.Equal(Alerts().Order(StringComparer.Ordinal), sections.Keys.Order(StringComparer.Ordinal));
        Assert.All(sections.Values, section =>
        {
            Assert.Contains("exp_alerts: []", section, StringComparison.Ordinal);
            Assert.Contains("exp_labels:", section, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void RecordingRules_Tests_AskEachForItsValue()
    {
        var tests = File.ReadAllText(Path.Combine(Rules, "tests", "recording_test.yml"));

        Assert.NotEmpty(MetricNames.Recorded);
        Assert.All(MetricNames.Recorded, rule => Assert.Contains($"expr: {rule}", tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Alerts_Runbooks_AreOneForEach()
    {
        var pages = Directory.EnumerateFiles(RepositoryRoot.File("docs", "runbooks"), "*.md").Select(Path.GetFileNameWithoutExtension);
        var alerts = AlertText();

        Assert.Equal(Alerts().Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        Assert.All(Alerts(), alert => Assert.Contains($"/docs/runbooks/{alert}.md", alerts, StringComparison.Ordinal));
        Assert.All((string[])["summary: ", "description: ", "runbook_url: ", "dashboard_url: ", "severity: "], part =>
            Assert.Equal(Alerts().Count, Regex.Count(alerts, Regex.Escape(part))));
    }

    [Fact]
    public void Alerts_Document_NamesEach()
    {
        var document = File.ReadAllText(RepositoryRoot.File("docs", "alerts.md"));

        Assert.All(Alerts(), alert => Assert.Contains($"[{alert}](runbooks/{alert}.md)", document, StringComparison.Ordinal));
    }

    private static List<string> Alerts() => [.. AlertName().Matches(AlertText()).Select(match => match.Groups[1].Value)];

    private static string AlertText() => string.Concat(AlertFiles.Select(file => File.ReadAllText(Path.Combine(Rules, file))));

    [GeneratedRegex(@"(?<![\w.])ecs_(?!exporter\b)[a-z_:0-9]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("^ *#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^  - name: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex TestName();
}
