// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

/// <summary>Tests the figures of CPU, memory and block devices in the formats of the platforms.</summary>
public sealed class ResourceStatsTests
{
    private readonly DocumentReader _reader = new();

    [Fact]
    public void Cpu_CgroupVersion1_HasCoresAndThrottling()
    {
        var cpu = _reader.StatsOf(
            """{"cpu_stats": {"cpu_usage": {"percpu_usage": [1, 18446744073709551615, 0, 0]}, """
            + """ "throttling_data": {"periods": 3, "throttled_periods": 2, "throttled_time": 1}}}""")?.Cpu;
        Assert.Equal([1, ulong.MaxValue, 0, 0], cpu?.UsagePerCoreNanoseconds);
        Assert.Equal((3UL, 2UL, 1UL), (cpu?.Periods, cpu?.ThrottledPeriods, cpu?.ThrottledNanoseconds));
    }

    [Theory]
    [InlineData("[1, \"2\"]", 1)]
    [InlineData("[1, -2, [], 3]", 2)]
    [InlineData("[null, 1]", 0)]
    [InlineData("[{}, 1]", 0)]
    [InlineData("[]", 0)]
    [InlineData("null", 0)]
    [InlineData("\"None\"", 0)]
    [InlineData("{\"0\": 1}", 1)]
    public void Cpu_CoresWithAHole_AreAllAbsent(string cores, int anomalies)
    {
        var cpu = _reader.StatsOf($$$$"""{"cpu_stats": {"cpu_usage": {"percpu_usage": {{{{cores}}}}, "total_usage": 5}}}""")?.Cpu;
        Assert.Empty(cpu!.UsagePerCoreNanoseconds);
        Assert.Equal(5UL, cpu.TotalUsage);
        Assert.Equal(anomalies, _reader.Anomalies[AnomalyKind.MalformedCpu]);
    }

    [Theory]
    [InlineData("cpu_usage")]
    [InlineData("throttling_data")]
    public void Cpu_PartOfAnotherType_KeepsTheRest(string part)
    {
        var cpu = _reader.StatsOf($$"""{"cpu_stats": {"{{part}}": [7], "online_cpus": 2} }""")?.Cpu;
        Assert.Equal((2UL, null, null), (cpu?.OnlineCpus, cpu?.TotalUsage, cpu?.Periods));
        Assert.Equal("malformed_cpu 1", _reader.Met);
    }

    [Theory]
    [InlineData("9223372036854771712", 9223372036854771712UL, null)]
    [InlineData("9223372036854772000", 9223372036854772000UL, null)]
    [InlineData("9223372036854710272", 9223372036854710272UL, null)]
    [InlineData("9223372036854775807", 9223372036854775807UL, null)]
    [InlineData("18446744073709551615", ulong.MaxValue, null)]
    [InlineData("18446744073709552000", ulong.MaxValue, null)]
    [InlineData("1.8446744073709552e+19", ulong.MaxValue, null)]
    [InlineData("1073741824", 1073741824UL, 1073741824UL)]
    [InlineData("4611686018427387903", 4611686018427387903UL, 4611686018427387903UL)]
    [InlineData("4611686018427387904", 4611686018427387904UL, null)]
    [InlineData("0", 0UL, null)]
    [InlineData("-1", null, null)]
    [InlineData("null", null, null)]
    public void Memory_AnyLimit_UnlimitedIsAbsentAndRawIsKept(string json, ulong? raw, ulong? limit)
    {
        var memory = _reader.StatsOf($$$$"""{"memory_stats": {"limit": {{{{json}}}}}}""")?.Memory;
        Assert.Equal((raw, limit), (memory?.RawLimitBytes, memory?.LimitBytes));
    }

    [Theory]
    [InlineData("""{"cache": 1, "total_cache": 2}""", "cache", 2UL)]
    [InlineData("""{"total_cache": 2, "cache": 1}""", "cache", 2UL)]
    [InlineData("""{"cache": 1}""", "cache", 1UL)]
    [InlineData("""{"total_cache": 2}""", "cache", 2UL)]
    [InlineData("""{"total_cache": 0, "cache": 1}""", "cache", 0UL)]
    [InlineData("""{"total_cache": null, "cache": 1}""", "cache", 1UL)]
    [InlineData("""{"cache": 1, "cache": 3}""", "cache", 3UL)]
    [InlineData("""{"total_cache": 2, "total_cache": 4, "cache": 1}""", "cache", 4UL)]
    [InlineData("""{"total_cache": 2}""", "total_cache", 2UL)]
    [InlineData("""{"cache": -1}""", "cache", null)]
    [InlineData("""{"file": 7}""", "file", 7UL)]
    [InlineData(
        """{"total_é🚀_of_a_name_that_is_far_longer_than_any_that_a_kernel_has_given_until_now": 7}""",
        "é🚀_of_a_name_that_is_far_longer_than_any_that_a_kernel_has_given_until_now",
        7UL)]
    public void Memory_CgroupFigure_PrefersTheHierarchicalOne(string json, string name, ulong? expected) =>
        Assert.Equal(expected, _reader.StatsOf($$$$"""{"memory_stats": {"stats": {{{{json}}}}}}""")?.Memory?.Cgroup?[name]);

    [Theory]
    [InlineData("fargate", "web", false)]
    [InlineData("awsvpc", "envoy", false)]
    [InlineData("ec2", "worker", true)]
    [InlineData("managed-instances", "engine", true)]
    public void Memory_CgroupVersion_IsToldFromTheNames(string payload, string container, bool version2) =>
        Assert.Equal(version2, Stats(payload, container).Memory?.Cgroup?.IsVersion2);

    [Fact]
    public void Memory_CgroupVersion1_HasTotals()
    {
        var cgroup = Stats("fargate", "web").Memory!.Cgroup!;
        Assert.Equal((150994944UL, 58720256UL, 41943040UL), (cgroup["rss"], cgroup["cache"], cgroup["inactive_file"]));
        Assert.Equal(2147483648UL, cgroup["hierarchical_memory_limit"]);
        Assert.Null(cgroup["anon"]);
    }

    [Fact]
    public void Memory_CgroupVersion2_HasItsNames()
    {
        var memory = Stats("ec2", "worker").Memory!;
        Assert.Equal((524288000UL, 188743680UL, 62914560UL), (memory.Cgroup!["anon"], memory.Cgroup["file"], memory.Cgroup["file_mapped"]));
        Assert.Equal((3UL, null), (memory.FailCount, memory.MaxUsageBytes));
    }

    [Fact]
    public void Memory_Windows_HasItsOwnFigures()
    {
        var memory = Stats("windows", "iis").Memory!;
        Assert.Equal((671088640UL, 805306368UL, 402653184UL), (memory.CommitBytes, memory.CommitPeakBytes, memory.PrivateWorkingSetBytes));
        Assert.Equal((null, null, null), (memory.UsageBytes, memory.RawLimitBytes, memory.Cgroup));
    }

    [Theory]
    [InlineData("fargate", "web", "259:0 12288000 4096000, 259:1 1024000 0", "259:0 750 1000, 259:1 62 0")]
    [InlineData("ec2", "worker", "253:0 1048576 0, 259:0 52428800 104857600", "")]
    [InlineData("ec2", "queue", "", "")]
    [InlineData("managed-instances", "engine", "252:0 - 1073741824, 252:1 512 1024, 259:5 2147483648 -", "")]
    [InlineData("windows", "iis", " 734003200 262144000", " 12000 8000")]
    [InlineData("windows", "agent", " 1048576 0", " 100 0")]
    [InlineData("duplicates", "side", "8:0 11 22, 8:1 5 -", "8:0 18446744073709551615 -")]
    public void BlockIo_Platform_IsPerDevice(string payload, string container, string bytes, string operations)
    {
        var blockIo = Stats(payload, container).BlockIo;
        Assert.Equal(bytes, Text(blockIo.Bytes));
        Assert.Equal(operations, Text(blockIo.Operations));
    }

    [Theory]
    [InlineData("""{"major": 8, "minor": 0, "op": "READ", "value": 1}""", "8:0 1 -", 0)]
    [InlineData("""{"major": 0, "minor": 0, "op": "write", "value": 0}""", "0:0 - 0", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": 9223372036854772000}""", "8:0 9223372036854772000 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Total", "value": 9}""", "", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Discard", "value": 9}""", "", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "", "value": 9}""", "", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": null}""", "8:0 0 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read"}""", "8:0 0 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Write"}""", "8:0 - 0", 0)]
    [InlineData("""{"op": "READ", "minor": 0, "major": 8, "value": {}}""", "8:0 0 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": "None"}""", "8:0 0 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": ""}""", "", 1)]
    [InlineData("""{"major": 8, "minor": 0, "op": "Sync"}, {"major": 8, "minor": 0}, {"op": "Read"}, {"major": 8, "op": "Read"}""", "", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read"}, {"major": 8, "minor": 0, "op": "read", "value": 7}""", "8:0 7 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": 5}, {"major": 8, "minor": 0, "op": "write"}""", "8:0 5 0", 0)]
    [InlineData("""{"major": null, "minor": 0, "op": "read", "value": 1}""", "", 0)]
    [InlineData("""{"major": 8, "op": "read", "value": 1}""", "", 0)]
    [InlineData("""null, {}, {"major": 8, "minor": 16, "op": "read", "value": 1}""", "8:16 1 -", 0)]
    [InlineData("""{"major": 9, "minor": 1, "op": "read", "value": 1}, {"major": 10, "minor": 1, "op": "read", "value": 2}""", "10:1 2 -, 9:1 1 -", 0)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": 1}, 5""", "", 1)]
    [InlineData("""{"major": 8, "minor": 0, "op": "read", "value": 1}, {"major": 8, "minor": 0, "op": "read", "value": -2}""", "", 1)]
    [InlineData("""{"major": "8", "minor": 0, "op": "read", "value": 1}, {"major": 8, "minor": 1, "op": "read", "value": 3}""", "", 1)]
    [InlineData("""{"major": 8, "minor": 0, "op": 1, "value": 1}""", "", 1)]
    [InlineData("""{"major": 8, "minor": 0, "op": "\ud800", "value": 1}""", "", 1)]
    public void BlockIo_AnyEntries_AreSummedOrPassedOverOrDropTheList(string entries, string expected, int anomalies)
    {
        var blockIo = _reader.StatsOf(
            $$$$"""{"blkio_stats": {"io_service_bytes_recursive": [{{{{entries}}}}], """
            + """ "io_serviced_recursive": [{"major": 1, "minor": 2, "op": "Read", "value": 3}]}}""")!.BlockIo;
        Assert.Equal(expected, Text(blockIo.Bytes));
        Assert.Equal("1:2 3 -", Text(blockIo.Operations));
        Assert.Equal(anomalies, _reader.Anomalies[AnomalyKind.MalformedBlkio]);
    }

    [Theory]
    [InlineData("null", 0)]
    [InlineData("\"None\"", 0)]
    [InlineData("{}", 0)]
    [InlineData("[]", 0)]
    [InlineData("5", 1)]
    [InlineData("{\"major\": 8}", 1)]
    public void BlockIo_OtherThanAList_IsAbsent(string list, int anomalies)
    {
        var blockIo = _reader.StatsOf($$$$"""{"blkio_stats": {"io_service_bytes_recursive": {{{{list}}}}, "io_serviced_recursive": {{{{list}}}}}}""")!.BlockIo;
        Assert.Equal(("", ""), (Text(blockIo.Bytes), Text(blockIo.Operations)));
        Assert.Equal(2 * anomalies, _reader.Anomalies[AnomalyKind.MalformedBlkio]);
    }

    [Theory]
    [InlineData("\"blkio_stats\": {\"io_service_bytes_recursive\": null}, \"storage_stats\": {\"read_size_bytes\": 7}")]
    [InlineData("\"storage_stats\": {\"read_size_bytes\": 7}, \"blkio_stats\": {\"io_service_bytes_recursive\": \"None\"}")]
    public void BlockIo_WindowsSectionsInAnyOrder_AreTheStorageFigures(string sections) =>
        Assert.Equal(" 7 -", Text(_reader.StatsOf($"{{{sections}}}")!.BlockIo.Bytes));

    private static ContainerStats Stats(string payload, string container) =>
        Payload.Read(payload).Containers.Single(candidate => candidate.Name == container).Stats!;

    private static string Text(IEnumerable<DeviceIo> devices) =>
        string.Join(", ", devices.Select(device => $"{device.Device} {Figure(device.Read)} {Figure(device.Written)}"));

    private static string Figure(ulong? figure) => figure is { } number ? $"{number}" : "-";
}
