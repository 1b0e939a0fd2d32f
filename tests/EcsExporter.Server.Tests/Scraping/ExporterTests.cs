// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Server.Tests.Scraping;

public sealed class ExporterTests
{
    public static TheoryData<string[], string> Clashes => new()
    {
        { ["--metrics.label=container_name=x"], "--metrics.label=container_name=x clashes with the label 'container_name' of the metric ecs_container_" },
        { ["--metrics.label=endpoint=x"], "--metrics.label=endpoint=x clashes with the label 'endpoint' of the metric ecs_endpoint_" },
        { ["--metrics.label=team=a", "--metrics.label=team=b"], "--metrics.label=team=b clashes with --metrics.label=team=a: both set the label 'team'" },
        {
            ["--metrics.label=task_id=a", "--metrics.task-labels=task_id", "--no-collector.task"],
            "--metrics.task-labels=task_id clashes with --metrics.label=task_id=a: both set the label 'task_id'"
        },
    };

    [Theory]
    [MemberData(nameof(Clashes))]
    public void Exporter_LabelsThatClash_IsAUsageErrorThatNamesBothSides(string[] args, string message) =>
        Assert.StartsWith(message, Assert.Throws<UsageException>(() => Create(args)).Message, StringComparison.Ordinal);

    [Fact]
    public void Exporter_LabelOfTheVariableThatClashes_NamesTheVariable() =>
        Assert.StartsWith(
            "--metrics.label=cluster=foo (from ECS_EXPORTER_METRICS_LABEL) clashes with the label 'cluster' of the metric ecs_",
            Assert.Throws<UsageException>(() => CreateWith(static name => name == "ECS_EXPORTER_METRICS_LABEL" ? "cluster=foo" : null)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Exporter_TaskLabelsThatFamiliesHaveAlready_LeavesTheirs()
    {
        using var exporter = Create("--metrics.task-labels=cluster,family,revision,task_id,service");

        var classic = exporter.Registry.Families.Single(family => family.Name == "ecs_cpu_total");
        Assert.Equal(
            ["cluster", "container", "family", "revision", "service", "task_az", "task_family", "task_family_revision", "task_id"],
            classic.LabelNames.ToArray());
    }

    [Fact]
    public void Exporter_DisableExporterMetrics_LeavesTheSixThatSayWhetherToTrustTheNumbers()
    {
        using var exporter = Create("--web.disable-exporter-metrics", "--collector.disable-defaults");

        Assert.Equal(
            [
                "ecs_endpoint_errors_total", "ecs_endpoint_last_success_timestamp_seconds", "ecs_endpoint_request_duration_seconds",
                "ecs_endpoint_up", "ecs_payload_anomalies_total", "ecs_up",
            ],
            exporter.Registry.Families.Select(family => family.Name));
    }

    private static Exporter Create(params string[] args) => CreateWith(static _ => null, args);

    private static Exporter CreateWith(Func<string, string?> environment, params string[] args)
    {
        var options = CommandLineParser.Parse(args, environment, Collector.All).Options;
        return new Exporter(new MetadataEndpoint(null, "none"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
    }
}
