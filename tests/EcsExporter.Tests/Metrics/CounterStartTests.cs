// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests the times at which counters started at zero, as far as they are known.</summary>
public sealed class CounterStartTests
{
    private static readonly Timestamp StartedAt = Timestamp.From(new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("EC2", null, true, true)]
    [InlineData("EC2", 0, true, true)]
    [InlineData("EC2", 3, true, false)]
    [InlineData("FARGATE", null, true, true)]
    [InlineData("FARGATE", 0, true, true)]
    [InlineData("FARGATE", 1, false, false)]
    [InlineData("MANAGED_INSTANCES", 1, false, false)]
    [InlineData("EXTERNAL", null, true, true)]
    [InlineData("EXTERNAL", 1, false, false)]
    public void Collect_CountersOfAContainer_BeginWithItUnlessARestartHidesThat(string launchType, int? restarts, bool isKnown, bool isKnownOfPageFaults)
    {
        var starts = Starts(launchType, restarts, isStarted: true);

        Assert.Equal(isKnown ? StartedAt : null, starts["ecs_container_cpu_usage_seconds_total"]);
        Assert.Equal(isKnown ? StartedAt : null, starts["ecs_container_fs_reads_bytes_total"]);
        Assert.Equal(isKnown ? StartedAt : null, starts["ecs_container_network_receive_bytes_total"]);
        Assert.Equal(isKnown ? StartedAt : null, starts["ecs_container_oom_events_total"]);
        Assert.Equal(isKnownOfPageFaults ? StartedAt : null, starts["ecs_container_memory_page_faults_total"]);
        Assert.Null(starts["ecs_container_cpu_online_cpus"]);
    }

    [Fact]
    public void Collect_ContainerWithoutAStart_HasNoneForItsCounters() =>
        Assert.All(Starts("EC2", null, isStarted: false), family => Assert.Null(family.Value));

    [Fact]
    public void Collect_SharedNetwork_IsOlderThanTheContainers() =>
        Assert.Null(Starts("FARGATE", null, isStarted: true, "awsvpc")["ecs_network_receive_bytes_total"]);

    private static Dictionary<string, Timestamp?> Starts(string launchType, int? restarts, bool isStarted, string mode = "bridge")
    {
        var task = $$"""
            {
              "LaunchType": "{{launchType}}",
              "Containers": [{
                "Name": "app", "DockerId": "1", "Networks": [{ "NetworkMode": "{{mode}}" }]
                {{(isStarted ? ", \"StartedAt\": \"2026-11-22T08:00:00Z\"" : "")}}
                {{(restarts is { } count ? $", \"RestartCount\": {count}" : "")}}
              }]
            }
            """;
        const string Stats = """
            {
              "1": {
                "cpu_stats": { "cpu_usage": { "total_usage": 1, "usage_in_usermode": 1, "usage_in_kernelmode": 1 }, "system_cpu_usage": 1, "online_cpus": 1 },
                "memory_stats": { "usage": 1, "limit": 1000, "failcnt": 1, "stats": { "anon": 1, "file": 1, "pgfault": 1 } },
                "blkio_stats": { "io_service_bytes_recursive": [{ "major": 259, "minor": 0, "op": "read", "value": 1 }] },
                "networks": { "eth0": { "rx_bytes": 1 } }
              }
            }
            """;
        StartSink sink = new();
        Rendering.Everything().Collect(new DocumentReader().Snapshot(task, Stats), sink);
        return sink.Starts;
    }

    private sealed class StartSink : ISampleSink
    {
        public Dictionary<string, Timestamp?> Starts { get; } = [];

        public void Add(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value, Timestamp? start) => Starts[family.Name] = start;
    }
}
