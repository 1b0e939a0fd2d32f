// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Tests.Simulator;

/// <summary>Tests the differences between platforms, which clients of the endpoint must handle.</summary>
public sealed class PlatformTests
{
    private const double Later = 300;

    [Fact]
    public void Fargate_HasCgroupV1AndOneNetworkForTheTask()
    {
        var task = Documents.StartTask("fargate");
        var document = task.TaskAfter(Later);
        var app = task.ContainerStatsAfter("app", Later);
        var exporter = task.ContainerStatsAfter("ecs-exporter", Later);

        Assert.Equal("FARGATE", document.GetProperty("LaunchType").GetString());
        Assert.Equal("arn:aws:ecs:eu-west-1:123456789012:cluster/demo", document.GetProperty("Cluster").GetString());
        Assert.Equal("euw1-az1", document.GetProperty("AvailabilityZoneID").GetString());
        Assert.True(document.At("EphemeralStorageMetrics", "Utilized").GetInt32() > 0);
        Assert.InRange(document.At("ClockDrift", "ClockErrorBound").GetDouble(), 0.1, 2);
        Assert.Equal("""{"CPU":2}""", document.Container("app").GetProperty("Limits").GetRawText());
        Assert.Equal(9223372036854771712, app.At("memory_stats", "limit").GetInt64());
        Assert.True(app.At("memory_stats", "stats").Has("total_rss"));
        Assert.Equal("{}", app.GetProperty("pids_stats").GetRawText());
        Assert.Equal(2, app.At("cpu_stats", "cpu_usage", "percpu_usage").GetArrayLength());
        Assert.Equal("Read", app.At("blkio_stats", "io_service_bytes_recursive")[0].GetProperty("op").GetString());
        Assert.True(app.At("network_rate_stats", "rx_bytes_per_sec").GetDouble() > 0);

        // The containers share one interface, and report its counters at slightly different times.
        var first = app.At("networks", "eth1", "rx_bytes").GetUInt64();
        var second = exporter.At("networks", "eth1", "rx_bytes").GetUInt64();
        Assert.NotEqual(first, second);
        Assert.InRange(second, first * 0.8, first * 1.2);
    }

    [Fact]
    public void FargateWindows_HasUsageAndNanosecondsAndNoHost()
    {
        var stats = Documents.StartTask("fargate-windows").ContainerStatsAfter("iis", Later);

        Assert.True(stats.At("networks").Has("Ethernet 3"));
        Assert.True(stats.At("memory_stats", "usage").GetUInt64() > 0);
        Assert.True(stats.At("memory_stats", "privateworkingset").GetUInt64() > 0);
        Assert.False(stats.At("cpu_stats").Has("system_cpu_usage"));
        Assert.False(stats.At("cpu_stats").Has("online_cpus"));
        Assert.InRange(stats.At("cpu_stats", "cpu_usage", "total_usage").GetUInt64() / 1e9, Later * 0.05, Later * 0.5);
        Assert.Equal("None", stats.At("blkio_stats", "io_service_bytes_recursive").GetString());
    }

    [Fact]
    public void Ec2Bridge_HasCgroupV2AndPrivateNetworks()
    {
        var task = Documents.StartTask("ec2-bridge");
        var document = task.TaskAfter(Later);
        var api = task.ContainerStatsAfter("api", Later);

        Assert.Equal("EC2", document.GetProperty("LaunchType").GetString());
        Assert.Equal("demo", document.GetProperty("Cluster").GetString());
        Assert.False(document.Has("Limits"));
        Assert.Equal("""{"CPU":512,"Memory":512}""", document.Container("api").GetProperty("Limits").GetRawText());
        Assert.Equal(512UL << 20, api.At("memory_stats", "limit").GetUInt64());
        Assert.True(api.At("memory_stats", "stats").Has("anon"));
        Assert.False(api.At("memory_stats").Has("max_usage"));
        Assert.True(api.At("pids_stats", "current").GetInt32() > 0);
        Assert.Equal("read", api.At("blkio_stats", "io_service_bytes_recursive")[0].GetProperty("op").GetString());
        Assert.Equal(JsonValueKind.Null, api.At("blkio_stats", "io_serviced_recursive").ValueKind);
        Assert.True(
            api.At("networks", "eth0", "rx_bytes").GetUInt64()
            > 10 * task.ContainerStatsAfter("worker", Later).At("networks", "eth0", "rx_bytes").GetUInt64());
    }

    [Fact]
    public void Ec2Awsvpc_HasAPauseContainerAndUnsetMemoryLimits()
    {
        var task = Documents.StartTask("ec2-awsvpc");
        var pause = task.TaskAfter(Later).Container("~internal~ecs~pause");

        Assert.Equal("CNI_PAUSE", pause.GetProperty("Type").GetString());
        Assert.Equal("RESOURCES_PROVISIONED", pause.GetProperty("KnownStatus").GetString());
        Assert.Equal(0, pause.At("Limits", "Memory").GetInt32());
        Assert.Equal("awsvpc", pause.GetProperty("Networks")[0].GetProperty("NetworkMode").GetString());
        Assert.True(task.ContainerStatsAfter("~internal~ecs~pause", Later).At("networks", "eth0", "rx_bytes").GetUInt64() > 0);
    }

    [Fact]
    public void Ec2Host_HasNoNetworkStatistics()
    {
        var task = Documents.StartTask("ec2-host");

        Assert.Equal("host", task.TaskAfter(Later).Container("proxy").GetProperty("Networks")[0].GetProperty("NetworkMode").GetString());
        Assert.False(task.ContainerStatsAfter("proxy", Later).Has("networks"));
        Assert.False(task.ContainerStatsAfter("proxy", Later).Has("network_rate_stats"));
    }

    [Fact]
    public void Ec2Windows_HasTicksAndCommitAndStorage()
    {
        var task = Documents.StartTask("ec2-windows");
        var stats = task.ContainerStatsAfter("renderer", Later);

        Assert.Equal("nat", task.TaskAfter(Later).Container("renderer").GetProperty("Networks")[0].GetProperty("NetworkMode").GetString());
        Assert.InRange(stats.At("cpu_stats", "cpu_usage", "total_usage").GetUInt64() / 1e7, Later * 0.2, Later * 2);
        Assert.Equal(4, stats.GetProperty("num_procs").GetInt32());
        Assert.False(stats.At("memory_stats").Has("usage"));
        Assert.True(stats.At("memory_stats", "commitbytes").GetUInt64() > stats.At("memory_stats", "privateworkingset").GetUInt64());
        Assert.True(stats.At("memory_stats").Has("commitpeakbytes"));
        Assert.True(stats.At("storage_stats", "write_size_bytes").GetUInt64() > 0);
        Assert.Equal(JsonValueKind.Null, stats.At("blkio_stats", "io_service_bytes_recursive").ValueKind);
    }

    [Fact]
    public void Anywhere_IsExternalAndInNoZone()
    {
        var document = Documents.StartTask("anywhere").TaskAfter(Later);

        Assert.Equal("EXTERNAL", document.GetProperty("LaunchType").GetString());
        Assert.False(document.Has("AvailabilityZone"));
    }

    [Fact]
    public void ManagedInstances_HasLimitsBeyondInt64AndADaemon()
    {
        var task = Documents.StartTask("managed-instances");
        var stats = task.ContainerStatsAfter("model", Later);

        Assert.Equal("MANAGED_INSTANCES", task.TaskAfter(Later).GetProperty("LaunchType").GetString());
        Assert.Equal("MANAGED_DAEMON", task.TaskAfter(Later).Container("monitor").GetProperty("Type").GetString());
        Assert.Equal(ulong.MaxValue, stats.At("memory_stats", "limit").GetUInt64());
        Assert.Equal("read", stats.At("blkio_stats", "io_service_bytes_recursive")[0].GetProperty("op").GetString());
    }

    [Fact]
    public void AppRunner_HasOneContainerThatObservesItself()
    {
        var task = Documents.StartTask("app-runner");

        Assert.Single(task.TaskAfter(Later).GetProperty("Containers").EnumerateArray());
        Assert.Equal("app", Documents.Parse(task.Document(EndpointDocument.Container, Documents.Start)).GetProperty("Name").GetString());
    }
}
