// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests;

/// <summary>
/// Tests documents with faults from the field, which are not part of this project: the folder <c>cases</c> beside the captured payloads. The tests of
/// the collectors and readers cover each kind of fault without that folder.
/// </summary>
public sealed class FieldCaseTests
{
    [RequiresFact(nameof(Requirements.FieldCases))]
    public void HealthCheckWithoutResult_IsUnknown() =>
        Assert.Equal(
            [
                """{container_name="app",status="healthy"} 0""",
                """{container_name="app",status="unhealthy"} 0""",
                """{container_name="app",status="unknown"} 1""",
            ],
            Read("health-check-without-result").Of("ecs_container_health_status"));

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void ManagedDaemonNetwork_IsTheTasks()
    {
        var scrape = Read("managed-daemon-network");
        Assert.Equal(["""{interface="eth0"} 1.63710528e+08"""], scrape.Of("ecs_network_receive_bytes_total"));
        Assert.DoesNotContain("ecs_container_network_", scrape.SampleLines(), StringComparison.Ordinal);
        Assert.Contains("group=\"daemon:agent\"", scrape.Of("ecs_task_info").Single(), StringComparison.Ordinal);
    }

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void MemoryAccountingOff_HasNoMemory()
    {
        var families = Read("memory-accounting-off").Samples().Select(sample => sample.Family).Distinct().ToList();
        Assert.DoesNotContain(families, family => family.Contains("_mem", StringComparison.Ordinal));
        Assert.Contains("ecs_container_cpu_usage_seconds_total", families);
    }

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void RevisionAsNumber_IsItsText()
    {
        var scrape = Read("revision-as-number");
        Assert.Equal("", scrape.Anomalies);
        Assert.All((string[])["ecs_task_info", "ecs_task_metadata_info", "ecs_cpu_total"], family =>
            Assert.All(scrape.Of(family), line => Assert.Contains("revision=\"7\"", line, StringComparison.Ordinal)));
    }

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void ServiceConnectBridge_IsBridgeAndTrafficIsTheContainers()
    {
        var scrape = Read("service-connect-bridge");
        Assert.Contains("network_mode=\"bridge\"", scrape.Of("ecs_task_info").Single(), StringComparison.Ordinal);
        Assert.Equal(
            [
                """{container_name="app",interface="eth0"} 111""",
                """{container_name="ecs-service-connect-Xy12z",interface="eth0"} 222""",
            ],
            scrape.Of("ecs_container_network_receive_bytes_total"));
    }

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void SharedCounterFalls_StaysAtTheHighest()
    {
        var first = Read("shared-counter-falls", "task1.json", "stats1.json");
        var second = Read("shared-counter-falls", "task2.json", "stats2.json", first);
        Assert.Equal(["""{interface="eth1"} 1.29046293e+08"""], first.Of("ecs_network_receive_bytes_total"));
        Assert.Equal(first.Of("ecs_network_receive_bytes_total"), second.Of("ecs_network_receive_bytes_total"));
    }

    [RequiresFact(nameof(Requirements.FieldCases))]
    public void TaskLabelsWhileBlind_StayThoseOfTheLastGoodDocument()
    {
        var first = Read("task-labels-while-blind");
        foreach (var (task, stats) in ((string?, string?)[])[("second.json", "stats.json"), (null, "stats.json"), (null, null)])
        {
            var later = Read("task-labels-while-blind", task, stats, first, [.. TaskLabels.Choices.Select(choice => choice.Label)]);
            Assert.All(later.EndpointSamples(), sample => Assert.Equal(
                ("shop", "checkout", "checkout", "0123456789abcdef0123456789abcdef"),
                (sample["cluster"], sample["family"], sample["service"], sample["task_id"])));
        }
    }

    private static Scrape Read(
        string name, string? task = "task.json", string? stats = "stats.json", Scrape? previous = null, IReadOnlyList<CommonLabel<TaskSnapshot>>? labels = null)
    {
        return new Scrape(Document(task), Document(stats), labels: labels, previous: previous);

        string? Document(string? file) => file is null ? null : File.ReadAllText(Path.Combine(Requirements.FieldCases.Value, name, file));
    }
}
