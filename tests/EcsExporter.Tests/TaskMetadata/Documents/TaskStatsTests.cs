// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class TaskStatsTests
{
    private readonly DocumentReader _reader = new();

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"a": null}""")]
    [InlineData("""{"a": {}}""")]
    [InlineData("""{"a": "None"}""")]
    [InlineData("""{"a": {"read": "0001-01-01T00:00:00Z", "num_procs": 3}}""")]
    [InlineData("""{"": {"num_procs": 3}}""")]
    public void Read_NoFigures_HasNone(string json)
    {
        var stats = _reader.Stats(json);
        Assert.Null(stats.Of("a"));
        Assert.Null(stats.Of(""));
        Assert.Null(stats.Of(null));
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("""{"a": []}""", "malformed_stats 1")]
    [InlineData("""{"a": 5, "b": "x", "c": true}""", "malformed_stats 3")]
    [InlineData("""{"\ud800": {"num_procs": 3}}""", "malformed_stats 1")]
    [InlineData("""{"a": {"cpu_stats": {"online_cpus": 1}}, "\ud800": {"num_procs": 3}}""", "malformed_stats 1")]
    [InlineData("""{"a": {"cpu_stats": 1, "\ud800": 3}}""", "malformed_stats 1, malformed_cpu 1")]
    public void Read_EntryOfAnotherType_IsLeftOutAndCounted(string json, string met)
    {
        _ = _reader.Stats(json);
        Assert.Equal(met, _reader.Met);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("""[null, {}, "None"]""", "")]
    [InlineData("""[{"x": null}, {"y": {}}]""", "")]
    [InlineData("""[[], 1, "text", {"x": []}]""", "malformed_stats 4")]
    public void ReadAll_NoFigures_HasNone(string json, string met)
    {
        var stats = _reader.TasksStats(json);

        Assert.Null(stats.Of("x"));
        Assert.Equal(met, _reader.Met);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("{}", "")]
    [InlineData("7", "malformed_stats 1")]
    [InlineData("""{"c": {"cpu_stats": 1}}""", "malformed_cpu 1")]
    [InlineData("""{"c": 5}""", "malformed_stats 1")]
    public void ReadAll_ElementWithoutFigures_HidesNoOther(string element, string met)
    {
        const string First = """{"a": {"num_procs": 1}}""";
        const string Second = """{"b": {"num_procs": 2}}""";
        foreach (var json in (string[])[$"[{element}, {First}, {Second}]", $"[{First}, {element}, {Second}]", $"[{First}, {Second}, {element}]"])
        {
            var reader = new DocumentReader();
            var stats = reader.TasksStats(json);
            Assert.Equal((1UL, 2UL), (stats.Of("a")?.NumProcs, stats.Of("b")?.NumProcs));
            Assert.Equal(met, reader.Met);
        }
    }

    [Fact]
    public void ReadAll_ContainerInTwoElements_KeepsTheLaterSample()
    {
        const string Early = """{"a": {"read": "2026-01-01T00:00:00Z", "num_procs": 1}}""";
        const string Late = """{"a": {"read": "2026-01-01T00:00:01Z", "num_procs": 2}, "b": {"num_procs": 3}}""";
        foreach (var json in (string[])[$"[{Early}, {Late}]", $"[{Late}, {Early}]"])
        {
            var reader = new DocumentReader();
            var stats = reader.TasksStats(json);
            Assert.Equal((2UL, 3UL), (stats.Of("a")?.NumProcs, stats.Of("b")?.NumProcs));
            Assert.Equal("duplicate_container 1", reader.Met);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"tasks stats endpoint not supported\"")]
    [InlineData("null null")]
    [InlineData("[{")]
    public void ReadAll_NeitherArrayNorNull_Throws(string json) => Assert.ThrowsAny<JsonException>(() => _reader.TasksStats(json));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"\"")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("null null")]
    [InlineData("You have reached maximum request limit.")]
    [InlineData("\"V4 task stats handler: unable to get task stats\"")]
    public void Read_NeitherObjectNorNull_Throws(string json) => Assert.ThrowsAny<JsonException>(() => _reader.Stats(json));

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z")]
    [InlineData("", "2026-01-01T00:00:01Z")]
    public void Read_OneIdTwice_KeepsTheLaterSampleInAnyOrder(string earlier, string later)
    {
        var (first, second) = ($$""" "a": {"read": "{{earlier}}", "num_procs": 1} """, $$""" "a": {"read": "{{later}}", "num_procs": 2} """);
        Assert.Equal(2UL, _reader.Stats($"{{{first}, {second}}}").Of("a")?.NumProcs);
        Assert.Equal(2UL, _reader.Stats($"{{{second}, {first}}}").Of("a")?.NumProcs);
        Assert.Equal("duplicate_container 2", _reader.Met);
    }

    [Theory]
    [InlineData("\"read\": \"2026-01-01T00:00:00Z\",")]
    [InlineData("")]
    public void Read_OneIdTwiceOfTheSameTime_KeepsTheSameOneInAnyOrder(string read)
    {
        var (first, second) = ($$""" "a": { {{read}} "num_procs": 1} """, $$""" "a": { {{read}} "num_procs": 2} """);
        Assert.Equal(
            _reader.Stats($"{{{first}, {second}}}").Of("a")?.NumProcs,
            _reader.Stats($"{{{second}, {first}}}").Of("a")?.NumProcs);
    }

    [Fact]
    public void Snapshot_IdsThatOnlyOneDocumentHas_AreNoError()
    {
        var snapshot = _reader.Snapshot(Payload.Task("stats-nothing"), Payload.Stats("stats-nothing"));
        Assert.Equal(["created", "empty", "missing", "never", "null"], snapshot.Containers.Select(container => container.Name));
        Assert.All(snapshot.Containers, container => Assert.Null(container.Stats));
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("wrong-types")]
    [InlineData("windows")]
    public void Read_TruncatedAtAnyByte_ThrowsNothingButJsonException(string payload)
    {
        var whole = Encoding.UTF8.GetBytes(Payload.Stats(payload).TrimEnd());
        for (var length = 0; length < whole.Length; length++)
        {
            var truncated = whole.AsSpan(0, length).ToArray();
            Assert.ThrowsAny<JsonException>(() => _reader.Stats(truncated));
        }
    }

    [Fact]
    public void Read_TenThousandLevelsUnderEverySection_DropsOnlyThatSection()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"stats\":[", 10_000)) + string.Concat(Enumerable.Repeat("]}", 10_000));
        foreach (var section in (string[])["cpu_stats", "memory_stats", "blkio_stats", "networks", "pids_stats", "storage_stats", "read", "new"])
        {
            Assert.Equal(4UL, _reader.StatsOf($$"""{"{{section}}": {{deep}}, "num_procs": 4}""")?.NumProcs);
        }
    }
}
