// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class ContainerListTests
{
    private const string Old = """{"Name": "app", "DockerId": "old", "KnownStatus": "STOPPED", "CreatedAt": "2026-01-03T00:00:00Z"}""";
    private const string Running = """{"Name": "app", "DockerId": "running", "KnownStatus": "RUNNING", "CreatedAt": "2026-01-01T00:00:00Z"}""";
    private const string Younger = """{"Name": "app", "DockerId": "younger", "KnownStatus": "RUNNING", "CreatedAt": "2026-01-02T00:00:00Z"}""";
    private const string Undated = """{"Name": "app", "DockerId": "undated", "KnownStatus": "RUNNING"}""";
    private const string TwinA = """{"Name": "app", "DockerId": "a"}""";
    private const string TwinB = """{"Name": "app", "DockerId": "b"}""";

    private readonly DocumentReader _reader = new();

    [Theory]
    [InlineData("running", Old, Running)]
    [InlineData("younger", Old, Running, Younger)]
    [InlineData("running", Undated, Running)]
    [InlineData("undated", Undated, Old)]
    [InlineData("b", TwinA, TwinB)]
    [InlineData("younger", TwinA, TwinB, Old, Undated, Younger, Running)]
    public void Read_ContainersOfOneName_KeepsTheSameOneInAnyOrder(string kept, params string[] containers)
    {
        for (var rotation = 0; rotation < containers.Length; rotation++)
        {
            var rotated = containers.Skip(rotation).Concat(containers.Take(rotation)).ToList();
            Assert.Equal([kept], Ids(rotated));
            Assert.Equal([kept], Ids(rotated.AsEnumerable().Reverse()));
        }

        Assert.Equal($"duplicate_container {2 * containers.Length * (containers.Length - 1)}", _reader.Met);
    }

    [Fact]
    public void Read_AnyOrder_SortsByName() =>
        Assert.Equal(
            ["B", "a", "b", "~internal", "é", "\ue000", "🚀"],
            _reader.Task(
                """{"Containers": [{"Name": "🚀"}, {"Name": "b"}, {"Name": "\ue000"}, {"Name": "a"}, {"Name": "é"}, {"Name": "~internal"}, {"Name": "B"}]}""")
                .Containers.Select(container => container.Name));

    [Fact]
    public void Read_EmptyDockerIdOfSeveral_KeepsThemAllWithoutStats()
    {
        var snapshot = _reader.Snapshot(
            """{"Containers": [{"Name": "a", "DockerId": ""}, {"Name": "b", "DockerId": ""}, {"Name": "c"}]}""", """{"": {"num_procs": 4}}""");
        Assert.Equal(["a", "b", "c"], snapshot.Containers.Select(container => container.Name));
        Assert.All(snapshot.Containers, container => Assert.Null(container.Stats));
        Assert.All(snapshot.Containers, container => Assert.Null(container.Metadata.Id));
        Assert.Equal("", _reader.Met);
    }

    [Fact]
    public void Read_Fargate_HasEveryFieldOfAContainer()
    {
        var web = _reader.Task(Payload.Task("fargate")).Containers.Single(container => container.Name == "web");
        Assert.Equal("4c9d2f6ae81b4b0f9c6a1f2e3d4c5b6a-1", web.Id);
        Assert.Equal("arn:aws:ecs:eu-central-1:111122223333:container/shop/4c9d2f6ae81b4b0f9c6a1f2e3d4c5b6a/0a1b2c3d-0000-4000-8000-000000000001", web.Arn);
        Assert.Equal("111122223333.dkr.ecr.eu-central-1.amazonaws.com/checkout:3.1.4", web.Image);
        Assert.StartsWith("sha256:0101", web.ImageId, StringComparison.Ordinal);
        Assert.Equal(("NORMAL", "RUNNING", "RUNNING"), (web.Type, web.DesiredStatus, web.KnownStatus));
        Assert.Equal((256d, 512d), (web.CpuShares, web.MemoryLimitMebibytes));
        Assert.Equal("2026-03-02T08:15:31.4031557Z", web.CreatedAt.Text());
        Assert.Equal("2026-03-02T08:15:32.9182736Z", web.StartedAt.Text());
        Assert.Null(web.FinishedAt);
        Assert.Null(web.ExitCode);
        Assert.Equal("awsvpc", web.NetworkMode);
        Assert.Equal("healthy", web.Health?.Status);
        Assert.Equal("2026-03-02T08:15:45.1122334Z", web.Health?.Since.Text());
        Assert.Equal(2UL, web.RestartCount);
        Assert.Equal(("awslogs", "overlayfs"), (web.LogDriver, web.Snapshotter));
        Assert.False(web.IsInternal);
    }

    [Theory]
    [InlineData("NORMAL", false)]
    [InlineData("CNI_PAUSE", true)]
    [InlineData("NAMESPACE_PAUSE", true)]
    [InlineData("EMPTY_HOST_VOLUME", true)]
    [InlineData("MANAGED_DAEMON", false)]
    [InlineData("SOMETHING_NEW", false)]
    [InlineData("", false)]
    public void IsInternal_Type_OnlyInfrastructure(string type, bool expected) =>
        Assert.Equal(expected, Only($$"""{"Name": "a", "Type": "{{type}}"}""").IsInternal);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"CPU": 0, "Memory": 0}""")]
    [InlineData("""{"CPU": null, "Memory": null}""")]
    [InlineData("null")]
    [InlineData("""{"CPU": -2, "Memory": -1}""")]
    public void Read_LimitsThatSayUnset_AreAbsent(string limits)
    {
        var container = Only($$"""{"Name": "a", "Limits": {{limits}}}""");
        Assert.Equal((null, null), (container.CpuShares, container.MemoryLimitMebibytes));
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("""[{"NetworkMode": "awsvpc"}]""", "awsvpc")]
    [InlineData("""[{"IPv4Addresses": [""]}, {"NetworkMode": "bridge", "IPv4Addresses": [""]}]""", "bridge")]
    [InlineData("""[{"NetworkMode": "host"}, {"NetworkMode": "bridge"}]""", "host")]
    [InlineData("""[""]""", null, 1)]
    [InlineData("""["", {"NetworkMode": "nat"}]""", "nat", 1)]
    [InlineData("""[{"NetworkMode": 5}]""", null, 1)]
    [InlineData("""[{"NetworkMode": ""}]""", null)]
    [InlineData("""[{"NetworkMode": "container:0123abcd"}]""", null)]
    [InlineData("""[{"NetworkMode": "container:"}]""", null)]
    [InlineData("""[{"NetworkMode": "container"}]""", "container")]
    [InlineData("""[{"NetworkMode": "daemon-bridge"}]""", "daemon-bridge")]
    [InlineData("""[null, {}]""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""null""", null)]
    [InlineData("""{}""", null)]
    [InlineData("""{"NetworkMode": "awsvpc"}""", null, 1)]
    [InlineData("""5""", null, 1)]
    public void NetworkMode_AnyNetworks_IsTheFirstModeGiven(string networks, string? mode, int anomalies = 0)
    {
        var container = Only($$"""{"Networks": {{networks}}, "Name": "a"}""");
        Assert.Equal(mode, container.NetworkMode);
        Assert.Equal(anomalies, _reader.Anomalies[AnomalyKind.MalformedContainer]);
    }

    [Theory]
    [InlineData("null", null, null, 0)]
    [InlineData("\"None\"", null, null, 0)]
    [InlineData("{}", "unknown", null, 0)]
    [InlineData("""{"status": null}""", "unknown", null, 0)]
    [InlineData("""{"status": ""}""", "unknown", null, 0)]
    [InlineData("""{"status": {}}""", "unknown", null, 0)]
    [InlineData("""{"status": "UNKNOWN"}""", "unknown", null, 0)]
    [InlineData("""{"status": "UNHEALTHY", "exitCode": -1, "output": "x"}""", "unhealthy", null, 0)]
    [InlineData("""{"statusSince": "2026-01-01T00:00:00Z"}""", "unknown", "2026-01-01T00:00:00Z", 0)]
    [InlineData("""{"status": 1, "statusSince": "2026-01-01T00:00:00Z"}""", "unknown", "2026-01-01T00:00:00Z", 1)]
    [InlineData("""{"status": ["HEALTHY"]}""", "unknown", null, 1)]
    [InlineData("""{"status": "HEALTHY", "statusSince": 5}""", "healthy", null, 1)]
    [InlineData("""{"output": "nothing known"}""", "unknown", null, 0)]
    [InlineData("""{"exitCode": 0}""", "unknown", null, 0)]
    [InlineData("\"sick\"", null, null, 1)]
    [InlineData("[]", null, null, 1)]
    [InlineData("true", null, null, 1)]
    public void Health_AnyValue_IsAResultWhereThereIsACheck(string health, string? status, string? since, int anomalies)
    {
        var container = Only($$"""{"Name": "a", "Health": {{health}}}""");
        Assert.Equal(status, container.Health?.Status);
        Assert.Equal(since, container.Health?.Since?.Text());
        Assert.Equal(anomalies, _reader.Anomalies[AnomalyKind.MalformedContainer]);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("137", 137L)]
    [InlineData("-1", -1L)]
    [InlineData("3221225786", 3221225786L)]
    [InlineData("null", null)]
    public void ExitCode_AnyNumber_IsKept(string json, long? expected) =>
        Assert.Equal(expected, Only($$"""{"Name": "a", "ExitCode": {{json}}}""").ExitCode);

    private Container Only(string json) => _reader.Container(json) ?? throw new InvalidOperationException("the container was left out");

    private IEnumerable<string?> Ids(IEnumerable<string> containers) =>
        _reader.Task($$"""{"Containers": [{{string.Join(',', containers)}}]}""").Containers.Select(container => container.Id);
}
