// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Metrics.Collectors;

/// <summary>Tests single rules of the collectors that read stats; the traps test whole payloads.</summary>
public sealed class ResourceCollectorTests
{
    [Theory]
    [InlineData("""{"periods": 10, "throttled_periods": 3, "throttled_time": 250000000}""", "10", "3", "0.25")]
    [InlineData("""{"periods": 10, "throttled_periods": 0, "throttled_time": 0}""", "10", "0", "0")]
    [InlineData("""{"periods": 10}""", "10", null, null)]
    [InlineData("""{"periods": 0, "throttled_periods": 0, "throttled_time": 0}""", null, null, null)]
    [InlineData("""{"throttled_periods": 3, "throttled_time": 250000000}""", null, null, null)]
    [InlineData("{}", null, null, null)]
    public void Throttling_PeriodsOrNone_SeriesOnlyWithPeriods(string throttling, string? periods, string? throttled, string? seconds)
    {
        var scrape = TaskOf.One($$"""
            "cpu_stats": {"throttling_data": {{throttling}}}
            """);
        Assert.Equal(Lines(periods), scrape.Of("ecs_container_cpu_periods_total"));
        Assert.Equal(Lines(throttled), scrape.Of("ecs_container_cpu_throttled_periods_total"));
        Assert.Equal(Lines(seconds), scrape.Of("ecs_container_cpu_throttled_seconds_total"));
    }

    [Theory]
    [InlineData("\"storage_stats\": {}", "\"usage\": 1", "2.5")]
    [InlineData("\"storage_stats\": {}", "\"commitbytes\": 1", "250")]
    [InlineData("\"storage_stats\": {}", "\"commitpeakbytes\": 1", "250")]
    [InlineData("\"storage_stats\": {}", "\"privateworkingset\": 1", "250")]
    [InlineData("\"storage_stats\": {}", "\"privateworkingset\": 1, \"usage\": 1", "2.5")]
    [InlineData("\"storage_stats\": {\"read_size_bytes\": 0}", "", "250")]
    [InlineData("\"storage_stats\": {\"write_count_normalized\": 1}", "", "250")]
    [InlineData("\"storage_stats\": null", "", "2.5")]
    public void CpuUsage_NanosecondsOrTicks_IsSeconds(string storage, string memory, string expected)
    {
        var scrape = TaskOf.One($$"""
            "cpu_stats": {"cpu_usage": {"total_usage": 2500000000, "usage_in_usermode": 2500000000, "usage_in_kernelmode": 2500000000} }, {{storage}},
            "memory_stats": { {{memory}} }
            """);
        Assert.Equal(Lines(expected), scrape.Of("ecs_container_cpu_usage_seconds_total"));
        Assert.Equal(Lines(expected), scrape.Of("ecs_container_cpu_user_seconds_total"));
        Assert.Equal(Lines(expected), scrape.Of("ecs_container_cpu_system_seconds_total"));
    }

    [Theory]
    [InlineData("\"Limits\": {\"Memory\": 128}", "\"Limits\": {\"Memory\": 512}", "4096", "1.34217728e+08")]
    [InlineData("\"Limits\": {\"Memory\": 0}", "\"Limits\": {\"Memory\": 512}", "4096", "5.36870912e+08")]
    [InlineData("\"Limits\": {}", "\"Limits\": {\"Memory\": 512}", "9223372036854771712", "5.36870912e+08")]
    [InlineData("\"Limits\": {}", "\"Limits\": {\"Memory\": 0}", "4096", "4096")]
    [InlineData("\"Limits\": {}", "\"Limits\": {}", "0", null)]
    [InlineData("\"Limits\": {}", "\"Limits\": {}", "9223372036854771712", null)]
    [InlineData("\"Limits\": {}", "\"Limits\": {}", "9223372036854775807", null)]
    [InlineData("\"Limits\": {}", "\"Limits\": {}", "18446744073709551615", null)]
    [InlineData("\"Limits\": {}", "\"Limits\": {}", "18446744073709552000", null)]
    public void MemoryLimit_OwnTasksOrCgroups_TheFirstThatIsSet(string container, string task, string cgroup, string? expected) =>
        Assert.Equal(
            Lines(expected),
            TaskOf.One($$"""
                "memory_stats": {"limit": {{cgroup}}}
                """, container, task).Of("ecs_container_memory_limit_bytes"));

    [Theory]
    [InlineData("\"usage\": 100, \"stats\": {\"inactive_file\": 30}", "70")]
    [InlineData("\"usage\": 100, \"stats\": {\"inactive_file\": 30, \"total_inactive_file\": 40}", "60")]
    [InlineData("\"usage\": 100, \"stats\": {\"inactive_file\": 300}", "0")]
    [InlineData("\"usage\": 100, \"stats\": {\"anon\": 1, \"inactive_file\": 100}", "0")]
    [InlineData("\"usage\": 100, \"stats\": {\"anon\": 1}", null)]
    [InlineData("\"usage\": 100", null)]
    [InlineData("\"stats\": {\"inactive_file\": 30}", null)]
    [InlineData("\"privateworkingset\": 50, \"commitbytes\": 90", "50")]
    [InlineData("\"privateworkingset\": 50, \"usage\": 100", "50")]
    [InlineData("\"privateworkingset\": 50, \"usage\": 100, \"stats\": {}", "50")]
    [InlineData("\"commitbytes\": 90", null)]
    public void WorkingSet_UsageAndInactiveFile_IsTheirDifference(string memory, string? expected) =>
        Assert.Equal(Lines(expected), TaskOf.One($$"""
            "memory_stats": { {{memory}} }
            """).Of("ecs_container_memory_working_set_bytes"));

    [Theory]
    [InlineData("\"stats\": {\"anon\": 1}", null, "2")]
    [InlineData("\"stats\": {\"anon\": null}", null, "2")]
    [InlineData("\"stats\": {\"anon\": -1}", null, "2")]
    [InlineData("\"stats\": {\"rss\": 1}", "2", null)]
    [InlineData("\"stats\": {}", null, null)]
    [InlineData("\"stats\": null", null, null)]
    [InlineData("\"commitbytes\": 1", null, null)]
    public void FailCount_CgroupVersion_DecidesWhatItCounts(string memory, string? limitHits, string? oomEvents)
    {
        var scrape = TaskOf.One($$"""
            "memory_stats": {"failcnt": 2, {{memory}}}
            """);
        Assert.Equal(Lines(limitHits), scrape.Of("ecs_container_memory_limit_hits_total"));
        Assert.Equal(Lines(oomEvents), scrape.Of("ecs_container_oom_events_total"));
    }

    [Theory]
    [InlineData("""{"current": 7, "limit": 4609}""", "7", "4609")]
    [InlineData("""{"current": 7, "limit": 18446744073709551615}""", "7", null)]
    [InlineData("""{"current": 7, "limit": 9223372036854775807}""", "7", null)]
    [InlineData("""{"current": 7, "limit": 0}""", "7", null)]
    [InlineData("""{"current": 0}""", "0", null)]
    [InlineData("""{"limit": 100}""", null, "100")]
    [InlineData("{}", null, null)]
    [InlineData("null", null, null)]
    public void Pids_CurrentAndLimit_SentinelsAreNoLimit(string pids, string? current, string? limit)
    {
        var scrape = TaskOf.One($$"""
            "pids_stats": {{pids}}
            """);
        Assert.Equal(Lines(current), scrape.Of("ecs_container_pids"));
        Assert.Equal(Lines(limit), scrape.Of("ecs_container_pids_limit"));
    }

    [Theory]
    [InlineData("""{"major": 8, "minor": 0, "op": "Read", "value": 5}""", """8:0"} 5""")]
    [InlineData("""{"major": 8, "minor": 0, "op": "rEAD", "value": 5}, {"major": 8, "minor": 0, "op": "read", "value": 6}""", """8:0"} 11""")]
    [InlineData(
        """{"major": 8, "minor": 0, "op": "Read", "value": 18446744073709551615}, {"major": 8, "minor": 0, "op": "Read", "value": 6}""",
        """8:0"} 1.8446744073709552e+19""")]
    [InlineData("""{"major": 8, "minor": 0, "op": "Read", "value": 0}""", """8:0"} 0""")]
    [InlineData("""{"major": 8, "minor": 0, "op": "Read"}""", """8:0"} 0""")]
    [InlineData("""{"major": 8, "minor": 0, "op": "Total", "value": 5}, {"major": 8, "minor": 0, "op": "Discard", "value": 5}""", null)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Write", "value": 5}""", null)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Read", "value": 5}, {"major": 8, "minor": 1, "op": "Read", "value": "many"}""", null)]
    [InlineData("", null)]
    public void Reads_EntriesOfADevice_AreSummedByOperationWithoutCase(string entries, string? expected)
    {
        var scrape = TaskOf.One($$"""
            "blkio_stats": {"io_service_bytes_recursive": [{{entries}}]}
            """);
        Assert.Equal(expected is null ? [] : ["""{container_name="a",device=" """.TrimEnd() + expected], scrape.Of("ecs_container_fs_reads_bytes_total"));
        Assert.Empty(scrape.Of("ecs_container_fs_reads_total"));
    }

    [Theory]
    [InlineData("\"storage_stats\": {\"read_size_bytes\": 7}, \"blkio_stats\": {\"io_service_bytes_recursive\": []}")]
    [InlineData("\"blkio_stats\": {\"io_service_bytes_recursive\": []}, \"storage_stats\": {\"read_size_bytes\": 7}")]
    [InlineData("\"blkio_stats\": {\"io_service_bytes_recursive\": null}, \"storage_stats\": {\"read_size_bytes\": 7}")]
    [InlineData("\"storage_stats\": {\"read_size_bytes\": 7}, \"blkio_stats\": {\"io_service_bytes_recursive\": \"None\"}")]
    public void Reads_StorageOfWindows_WhateverStandsInTheOtherSection(string stats) =>
        Assert.Equal(["""{container_name="a",device=""} 7"""], TaskOf.One(stats).Of("ecs_container_fs_reads_bytes_total"));

    [Theory]
    [InlineData("awsvpc", "EC2", "task")]
    [InlineData("awsvpc", "FARGATE", "task")]
    [InlineData("daemon-bridge", "MANAGED_INSTANCES", "task")]
    [InlineData("daemon-bridge", "EC2", "task")]
    [InlineData("daemon-bridge", "", "task")]
    [InlineData("daemon-awsvpc", "MANAGED_INSTANCES", "task")]
    [InlineData("overlay", "FARGATE", "task")]
    [InlineData("overlay", "", "container")]
    [InlineData("overlay", "EXTERNAL", "container")]
    [InlineData("bridge", "MANAGED_INSTANCES", "container")]
    [InlineData("host", "MANAGED_INSTANCES", "nobody")]
    [InlineData("container:0123", "EC2", "container")]
    [InlineData("container:0123", "EXTERNAL", "container")]
    [InlineData("container:0123", "", "container")]
    [InlineData("container:0123", "MANAGED_INSTANCES", "task")]
    [InlineData("bridge", "EC2", "container")]
    [InlineData("default", "EXTERNAL", "container")]
    [InlineData("nat", "EC2", "container")]
    [InlineData("overlay", "EC2", "container")]
    [InlineData("host", "EC2", "nobody")]
    [InlineData("none", "EC2", "nobody")]
    [InlineData("", "FARGATE", "task")]
    [InlineData("", "MANAGED_INSTANCES", "task")]
    [InlineData("", "EC2", "container")]
    [InlineData("", "EXTERNAL", "container")]
    [InlineData("", "", "container")]
    public void Network_ModeAndLaunchType_DecideWhoseTrafficItIs(string mode, string launchType, string whose)
    {
        var scrape = TaskOf.One(
            "\"networks\": {\"eth0\": {\"rx_bytes\": 5}}",
            $$"""
            "Networks": [{"NetworkMode": "{{mode}}"}]
            """,
            $"\"LaunchType\": \"{launchType}\"");
        Assert.Equal(whose == "task" ? ["""{interface="eth0"} 5"""] : [], scrape.Of("ecs_network_receive_bytes_total"));
        Assert.Equal(whose == "container" ? ["""{container_name="a",interface="eth0"} 5"""] : [], scrape.Of("ecs_container_network_receive_bytes_total"));
    }

    private static string[] Lines(string? value) => value is null ? [] : [$$"""{container_name="a"} {{value}}"""];
}
