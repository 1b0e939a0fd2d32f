// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.Metrics.Collectors;

public sealed class EndpointFamiliesTests
{
    [Fact]
    public void Write_BothDocumentsRead_IsUp()
    {
        var text = Lines(Payload.Read("fargate"));
        Assert.Equal(
            [
                "ecs_endpoint_request_duration_seconds{endpoint=\"task\"} 0.002",
                "ecs_endpoint_request_duration_seconds{endpoint=\"task_stats\"} 0.002",
                "ecs_endpoint_last_success_timestamp_seconds{endpoint=\"task\"} 1.7672256e+09",
                "ecs_endpoint_last_success_timestamp_seconds{endpoint=\"task_stats\"} 1.7672256e+09",
                "ecs_endpoint_up{endpoint=\"task\"} 1",
                "ecs_endpoint_up{endpoint=\"task_stats\"} 1",
                "ecs_up 1",
            ],
            text.Where(line => !line.Contains("_total", StringComparison.Ordinal)).OrderBy(line => line.Split('{')[0] switch
            {
                "ecs_endpoint_request_duration_seconds" => 0,
                "ecs_endpoint_last_success_timestamp_seconds" => 1,
                _ => 2,
            }));
    }

    [Theory]
    [InlineData(true, false, "0", "1")]
    [InlineData(false, true, "1", "0")]
    [InlineData(true, true, "0", "0")]
    public void Write_DocumentMissing_IsDownForThatDocument(bool noTask, bool noStats, string taskUp, string statsUp)
    {
        var snapshot = new DocumentReader().Snapshot(noTask ? null : Payload.Task("minimal"), noStats ? null : Payload.Stats("minimal"));
        var lines = Lines(snapshot);
        Assert.Contains("ecs_up 0", lines);
        Assert.Contains($"ecs_endpoint_up{{endpoint=\"task\"}} {taskUp}", lines);
        Assert.Contains($"ecs_endpoint_up{{endpoint=\"task_stats\"}} {statsUp}", lines);
    }

    [Fact]
    public void Write_NeverRead_LastSuccessIsAbsent() =>
        Assert.DoesNotContain(Lines(new DocumentReader().Snapshot(null, null)), line => line.StartsWith("ecs_endpoint_last", StringComparison.Ordinal));

    [Fact]
    public void Write_NoRequestMade_DurationIsAbsent()
    {
        EndpointFailure none = new(FailureReason.Connect, "there is none");
        TaskSnapshot snapshot = new(
            [.. EndpointDocument.OfTask.Select(document => new DocumentState(document, null, none, null, null))], ContainerSelection.Default);
        Assert.DoesNotContain(Lines(snapshot), line => line.Contains("duration", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_FromTheStart_EveryReasonAndKindIsZero()
    {
        var lines = Lines(Payload.Read("minimal")).Where(line => line.Contains("_total{", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            from document in (string[])["task", "task_stats"]
            from reason in (string[])["connect", "decode", "http_429", "http_4xx", "http_5xx", "timeout", "too_large"]
            select $"ecs_endpoint_errors_total{{endpoint=\"{document}\",reason=\"{reason}\"}} 0",
            lines.Where(line => line.StartsWith("ecs_endpoint", StringComparison.Ordinal)));
        Assert.Equal(
            from kind in (string[])
                [
                    "duplicate_container", "duplicate_interface", "invalid_utf8", "malformed_blkio", "malformed_container",
                    "malformed_cpu", "malformed_memory", "malformed_network", "malformed_pids", "malformed_stats", "malformed_task",
                ]
            select $"ecs_payload_anomalies_total{{kind=\"{kind}\"}} 0",
            lines.Where(line => line.StartsWith("ecs_payload", StringComparison.Ordinal)));
    }

    [Fact]
    public void Write_AfterErrorsAndAnomalies_CountsThemByReasonAndKind()
    {
        EndpointErrors errors = new(EndpointDocument.OfTask);
        errors.Add(EndpointDocument.TaskStats, FailureReason.Http429);
        errors.Add(EndpointDocument.TaskStats, FailureReason.Http429);
        errors.Add(EndpointDocument.Task, FailureReason.Timeout);
        Anomalies anomalies = new(new CapturingLogger());
        anomalies.Add(AnomalyKind.InvalidUtf8);
        var lines = Lines(Payload.Read("minimal"), errors, anomalies).Where(line => line.Contains("_total{", StringComparison.Ordinal));
        Assert.Equal(
            [
                "ecs_endpoint_errors_total{endpoint=\"task\",reason=\"timeout\"} 1",
                "ecs_endpoint_errors_total{endpoint=\"task_stats\",reason=\"http_429\"} 2",
                "ecs_payload_anomalies_total{kind=\"invalid_utf8\"} 1",
            ],
            lines.Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)));
    }

    private static List<string> Lines(TaskSnapshot snapshot, EndpointErrors? errors = null, Anomalies? anomalies = null)
    {
        var families = EndpointFamilies.Of(errors ?? new EndpointErrors(EndpointDocument.OfTask), anomalies ?? new Anomalies(new CapturingLogger()));
        var registry = new MetricRegistry<TaskSnapshot>(families, []);
        var text = Rendering.Text(registry, snapshot);
        _ = ExpositionText.Parse(text);
        return [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
    }
}
