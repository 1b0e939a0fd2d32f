// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class ContainerStatsTests
{
    private readonly DocumentReader _reader = new();

    [Fact]
    public void Read_Minimal_HasEverySection()
    {
        var stats = _reader.Stats(Payload.Stats("minimal")).Of("a1")!;
        Assert.Equal(("2026-01-01T00:00:10Z", "2026-01-01T00:00:00Z"), (stats.ReadAt.Text(), stats.PreviousReadAt.Text()));
        Assert.Equal(0UL, stats.NumProcs);
        Assert.Equal((100UL, 60UL, 40UL), (stats.Cpu?.TotalUsage, stats.Cpu?.UserUsage, stats.Cpu?.KernelUsage));
        Assert.Equal((1000UL, 2UL), (stats.Cpu?.SystemNanoseconds, stats.Cpu?.OnlineCpus));
        Assert.Null(stats.PreviousTotalCpuUsage);
        Assert.Equal((300UL, 400UL, 500UL), (stats.Memory?.UsageBytes, stats.Memory?.MaxUsageBytes, stats.Memory?.RawLimitBytes));
        Assert.Equal((3UL, 9UL), (stats.Pids?.Current, stats.Pids?.Limit));
        Assert.Equal([new DeviceIo("8:0", 1, 2)], stats.BlockIo.Bytes);
        Assert.Equal([new DeviceIo("8:0", 3, 4)], stats.BlockIo.Operations);
        Assert.Equal([new InterfaceStats("eth0", 1, 2, 5, 6, 3, 4, 7, 8)], stats.Interfaces);
        Assert.Equal((1.5, 2.5), (stats.ReceiveBytesPerSecond, stats.TransmitBytesPerSecond));
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("fargate")]
    [InlineData("ec2")]
    [InlineData("awsvpc")]
    [InlineData("windows")]
    [InlineData("managed-instances")]
    [InlineData("reference")]
    [InlineData("stats-null")]
    public void Read_HealthyPlatform_HasNoAnomaly(string payload)
    {
        _ = _reader.Snapshot(Payload.Task(payload), Payload.Stats(payload));
        Assert.Equal("", _reader.Met);
        Assert.Empty(_reader.Log.Lines);
    }

    [Theory]
    [InlineData("cpu_stats", "malformed_cpu 1")]
    [InlineData("precpu_stats", "malformed_cpu 1")]
    [InlineData("memory_stats", "malformed_memory 1")]
    [InlineData("pids_stats", "malformed_pids 1")]
    [InlineData("blkio_stats", "malformed_blkio 1")]
    [InlineData("storage_stats", "malformed_blkio 1")]
    [InlineData("networks", "malformed_network 1")]
    [InlineData("network_rate_stats", "malformed_network 1")]
    [InlineData("read", "malformed_stats 1")]
    [InlineData("preread", "malformed_stats 1")]
    [InlineData("num_procs", "malformed_stats 1")]
    [InlineData("something_new", "")]
    public void Read_SectionOfAnotherType_DropsOnlyThatSection(string section, string met)
    {
        foreach (var junk in (string[])["[1, {}]", "[[]]", "true", "[\"\\ud800\"]"])
        {
            DocumentReader reader = new();
            var good = reader.Stats(Payload.Stats("minimal")).Of("a1")!;
            var json = Payload.Stats("minimal");
            var bad = reader.Stats(json[..json.LastIndexOf('}')].TrimEnd()[..^1] + $$""", "{{section}}": {{junk}} } }""").Of("a1")!;
            Assert.Equal(met, reader.Met);
            Assert.Equal(section == "cpu_stats", bad.Cpu is null);
            Assert.Equal(section == "memory_stats", bad.Memory is null);
            Assert.Equal(section == "pids_stats", bad.Pids is null);
            Assert.Equal(section == "networks" ? 0 : 1, bad.Interfaces.Length);
            Assert.Equal(section == "read" ? null : good.ReadAt, bad.ReadAt);
            Assert.Equal(section == "num_procs" ? null : good.NumProcs, bad.NumProcs);
            Assert.Equal(good.BlockIo.Bytes, bad.BlockIo.Bytes);
            Assert.Equal(good.ReceiveBytesPerSecond, bad.ReceiveBytesPerSecond);
        }
    }

    [Fact]
    public void Read_WrongTypes_KeepsEveryGoodFieldBesideTheBadOne()
    {
        var stats = _reader.Stats(Payload.Stats("wrong-types"));
        var half = stats.Of("a3")!;
        Assert.Equal((null, 60UL, null), (half.Cpu?.TotalUsage, half.Cpu?.UserUsage, half.Cpu?.KernelUsage));
        Assert.Equal((1000UL, 2UL, null), (half.Cpu?.SystemNanoseconds, half.Cpu?.OnlineCpus, half.Cpu?.Periods));
        Assert.Empty(half.Cpu!.UsagePerCoreNanoseconds);
        Assert.Equal((null, 400UL, 500UL), (half.Memory?.UsageBytes, half.Memory?.MaxUsageBytes, half.Memory?.RawLimitBytes));
        Assert.Equal((null, 7UL), (half.Memory?.Cgroup?["cache"], half.Memory?.Cgroup?["rss"]));
        Assert.Equal((null, 9UL), (half.Pids?.Current, half.Pids?.Limit));
        Assert.Empty(half.BlockIo.Bytes);
        Assert.Equal([new DeviceIo("8:0", 3, 4)], half.BlockIo.Operations);
        Assert.Equal([new InterfaceStats("eth0", null, 2, 5, 6, 3, 4, 7, 8)], half.Interfaces);
        Assert.Equal((null, 2.5), (half.ReceiveBytesPerSecond, half.TransmitBytesPerSecond));

        var bad = stats.Of("a2")!;
        Assert.Null(bad.ReadAt);
        Assert.Null(bad.NumProcs);
        Assert.Null(bad.Cpu);
        Assert.Null(bad.Memory);
        Assert.Null(bad.Pids);
        Assert.Empty(bad.Interfaces);
        Assert.Null(bad.ReceiveBytesPerSecond);

        Assert.NotNull(stats.Of("a1")?.Cpu);
        Assert.Null(stats.Of("a4"));
        Assert.Null(stats.Of("a5"));
        Assert.Equal(
            "malformed_stats 5, malformed_cpu 6, malformed_memory 3, malformed_blkio 3, malformed_network 5, malformed_pids 2",
            _reader.Met);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"None\"")]
    public void Read_SectionsWithoutData_AreAbsentAndNoAnomaly(string nothing)
    {
        var sections = string.Join(
            ',',
            ((string[])[
                "cpu_stats", "precpu_stats", "memory_stats", "pids_stats", "blkio_stats", "storage_stats", "networks",
                "network_rate_stats", "preread", "num_procs"])
                .Select(section => $"\"{section}\": {nothing}"));
        var stats = _reader.StatsOf($$"""{"read": "2026-01-01T00:00:00Z", {{sections}}}""")!;
        Assert.Null(stats.Cpu?.TotalUsage);
        Assert.Null(stats.PreviousTotalCpuUsage);
        Assert.Null(stats.Memory?.UsageBytes);
        Assert.Null(stats.Memory?.LimitBytes);
        Assert.Null(stats.Pids?.Current);
        Assert.Null(stats.NumProcs);
        Assert.Null(stats.PreviousReadAt);
        Assert.Null(stats.ReceiveBytesPerSecond);
        Assert.Empty(stats.BlockIo.Bytes);
        Assert.Empty(stats.BlockIo.Operations);
        Assert.Empty(stats.Interfaces);
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("\"read\": \"1970-01-01T00:00:00Z\"", null)]
    [InlineData("\"read\": \"\"", null)]
    [InlineData("\"read\": null", null)]
    [InlineData("\"read\": \"2026-01-01T01:00:00+01:00\"", "2026-01-01T00:00:00Z")]
    [InlineData("\"preread\": \"0001-01-01T00:00:00Z\"", null)]
    public void Read_OtherTimeThanYear1_KeepsTheFigures(string read, string? expected)
    {
        var stats = _reader.StatsOf($$"""{ {{read}}, "num_procs": 4}""");
        Assert.Equal(4UL, stats?.NumProcs);
        Assert.Equal(expected, stats?.ReadAt?.Text());
        Assert.Null(stats?.PreviousReadAt);
    }

    [Theory]
    [InlineData("896.9922746540345", 896.9922746540345)]
    [InlineData("0", 0d)]
    [InlineData("1.8446744073709552e19", 18446744073709552000d)]
    [InlineData("-3.5", -3.5)]
    [InlineData("null", null)]
    public void Rates_AnyNumber_IsAsGiven(string json, double? expected) =>
        Assert.Equal(expected, _reader.StatsOf($$$$"""{"network_rate_stats": {"rx_bytes_per_sec": {{{{json}}}}}}""")?.ReceiveBytesPerSecond);

    [Theory]
    [InlineData("""{"current": 57, "limit": 38412}""", 57UL, 38412UL)]
    [InlineData("""{"current": 57, "limit": 18446744073709551615}""", 57UL, null)]
    [InlineData("""{"current": 57, "limit": 18446744073709552000}""", 57UL, null)]
    [InlineData("""{"current": 0}""", 0UL, null)]
    [InlineData("""{"limit": 5}""", null, 5UL)]
    public void Pids_AnyLimit_UnlimitedIsAbsent(string json, ulong? current, ulong? limit)
    {
        var stats = _reader.StatsOf($$"""{"pids_stats": {{json}}}""");
        Assert.Equal((current, limit), (stats?.Pids?.Current, stats?.Pids?.Limit));
    }
}
