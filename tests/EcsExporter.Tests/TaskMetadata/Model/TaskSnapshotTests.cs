// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Tests.TaskMetadata.Model;

public sealed class TaskSnapshotTests
{
    private const string Warning =
        "Warning: The endpoint's answer has a malformed or duplicate part, further ones are only counted in ecs_payload_anomalies_total";

    private readonly DocumentReader _reader = new();

    [Theory]
    [InlineData("awsvpc", "EC2", NetworkScope.Task)]
    [InlineData("awsvpc", "EXTERNAL", NetworkScope.Task)]
    [InlineData("bridge", "EC2", NetworkScope.Container)]
    [InlineData("bridge", "FARGATE", NetworkScope.Container)]
    [InlineData("default", "EC2", NetworkScope.Container)]
    [InlineData("nat", "EC2", NetworkScope.Container)]
    [InlineData("host", "EC2", NetworkScope.None)]
    [InlineData("host", "MANAGED_INSTANCES", NetworkScope.None)]
    [InlineData("none", "EC2", NetworkScope.None)]
    [InlineData("", "FARGATE", NetworkScope.Task)]
    [InlineData("", "MANAGED_INSTANCES", NetworkScope.Task)]
    [InlineData("", "EC2", NetworkScope.Container)]
    [InlineData("", "EXTERNAL", NetworkScope.Container)]
    [InlineData("", "", NetworkScope.Container)]
    public void NetworkScope_ModeAndLaunchType_DecideWhoseTrafficItIs(string mode, string launchType, NetworkScope expected)
    {
        var snapshot = _reader.Snapshot(
            $$"""{"LaunchType": "{{launchType}}", "Containers": [{"Name": "a", "DockerId": "1", "Networks": [{"NetworkMode": "{{mode}}"}]}]}""",
            """{"1": {"networks": {"eth0": {"rx_bytes": 1}}}}""");
        Assert.Equal(expected, snapshot.Containers.Single().NetworkScope);
        Assert.Equal(expected == NetworkScope.Container ? 1 : 0, snapshot.Containers.Single().OwnInterfaces.Length);
        Assert.Equal(expected == NetworkScope.Task ? 1 : 0, snapshot.SharedInterfaces.Length);
    }

    [Fact]
    public void NetworkScope_ContainerWithoutAMode_TakesTheTasks()
    {
        var snapshot = _reader.Snapshot(
            """{"LaunchType": "EC2", "Containers": [{"Name": "a"}, {"Name": "b", "Networks": [{"NetworkMode": "awsvpc"}]}]}""", "{}");
        Assert.All(snapshot.Containers, container => Assert.Equal(NetworkScope.Task, container.NetworkScope));
    }

    [Fact]
    public void SharedInterfaces_SeveralReadings_AreTheLargestOfEachCounter()
    {
        var shared = Payload.Read("fargate").SharedInterfaces.Single();
        Assert.Equal(new InterfaceStats("eth1", 104859000, 81930, 0, 0, 20971520, 40960, 0, 0), shared);
    }

    [Fact]
    public void SharedInterfaces_OfAPauseContainer_CountThoughItIsNotPublished()
    {
        var snapshot = Payload.Read("awsvpc");
        Assert.Equal(["envoy"], snapshot.Containers.Select(container => container.Name));
        Assert.Equal(["ecs-eth0", "eth0"], snapshot.SharedInterfaces.Select(traffic => traffic.Name));
        Assert.All(snapshot.Containers, container => Assert.Empty(container.OwnInterfaces));
    }

    [Fact]
    public void OwnInterfaces_Bridge_AreEachContainersAndNoneShared()
    {
        var snapshot = Payload.Read("ec2");
        Assert.Equal([52428800UL, 3221225472UL], snapshot.Containers.SelectMany(container => container.OwnInterfaces).Select(traffic => traffic.ReceiveBytes));
        Assert.Empty(snapshot.SharedInterfaces);
    }

    [Theory]
    [InlineData("""{"eth0": {"rx_bytes": 5}, "eth0": {"rx_bytes": 3, "tx_bytes": 1}}""", 5UL, 1UL, 1)]
    [InlineData("""{"eth0": {"rx_bytes": 3, "tx_bytes": 1}, "eth0": {"rx_bytes": 5}}""", 5UL, 1UL, 1)]
    [InlineData("""{"eth0": {"rx_bytes": 3}, "eth0": null}""", 3UL, null, 0)]
    [InlineData("""{"eth0": {}}""", null, null, 0)]
    public void Interfaces_OneNameTwice_IsTheLargerOfEachCounter(string networks, ulong? received, ulong? sent, int anomalies)
    {
        var traffic = _reader.StatsOf($$"""{"networks": {{networks}}}""")!.Interfaces.Single();
        Assert.Equal(("eth0", received, sent), (traffic.Name, traffic.ReceiveBytes, traffic.TransmitBytes));
        Assert.Equal(anomalies, _reader.Anomalies[AnomalyKind.DuplicateInterface]);
    }

    [Theory]
    [InlineData("""{"\ud800": {"rx_bytes": 1}, "\udc00": {"rx_bytes": 2}, "eth0": {}}""", "malformed_network 2")]
    [InlineData("""{"down": "x", "down2": [1], "eth0": {}, "gone": null}""", "malformed_network 2")]
    [InlineData("""{"eth0": {"rx_bytes": "x", "tx_bytes": -1, "\ud800": 2}}""", "malformed_network 3")]
    public void Interfaces_WithoutAUsableName_AreLeftOut(string networks, string met)
    {
        Assert.Equal("eth0", _reader.StatsOf($$"""{"networks": {{networks}}}""")!.Interfaces.Single().Name);
        Assert.Equal(met, _reader.Met);
    }

    [Theory]
    [InlineData("""{"Limits": {"Memory": 512}}""", """{"Limits": {"Memory": 256}}""", "1000", 268435456d)]
    [InlineData("""{"Limits": {"Memory": 512}}""", """{"Limits": {"Memory": 0}}""", "1000", 536870912d)]
    [InlineData("""{"Limits": {"Memory": 512}}""", """{"Limits": {}}""", "1000", 536870912d)]
    [InlineData("{}", "{}", "1000", 1000d)]
    [InlineData("{}", "{}", "9223372036854771712", null)]
    [InlineData("{}", "{}", "18446744073709551615", null)]
    [InlineData("{}", "{}", "null", null)]
    public void MemoryLimitBytes_LimitsAtThreePlaces_IsTheNearest(string task, string container, string cgroup, double? expected)
    {
        var snapshot = _reader.Snapshot(
            $$"""{"Containers": [{"Name": "a", "DockerId": "1", {{container[1..]}}], {{task[1..]}}""".Replace(", }", "}", StringComparison.Ordinal),
            $$$$"""{"1": {"memory_stats": {"limit": {{{{cgroup}}}}}}}""");
        Assert.Equal(expected, snapshot.Containers.Single().MemoryLimitBytes);
    }

    [Fact]
    public void Containers_TaskMissing_AreNone()
    {
        var snapshot = _reader.Snapshot(null, Payload.Stats("fargate"));
        Assert.Empty(snapshot.Containers);
        Assert.Empty(snapshot.SharedInterfaces);
        Assert.False(snapshot.IsUp);
    }

    [Fact]
    public void Containers_StatsMissing_AreThereWithoutFigures()
    {
        var snapshot = _reader.Snapshot(Payload.Task("fargate"), null);
        Assert.Equal(3, snapshot.Containers.Length);
        Assert.All(snapshot.Containers, container => Assert.Null(container.Stats));
        Assert.Empty(snapshot.SharedInterfaces);
        Assert.False(snapshot.IsUp);
    }

    [Theory]
    [InlineData("managed-instances", false, "engine", "metrics-daemon")]
    [InlineData("managed-instances", true, "engine", "metrics-daemon", "~internal~pause")]
    [InlineData("awsvpc", true, "envoy", "~internal~ecs~pause")]
    public void Containers_Selection_LeavesOutInternalOnes(string payload, bool includeInternal, params string[] expected) =>
        Assert.Equal(expected, Payload.Read(payload, includeInternal).Containers.Select(container => container.Name));

    [Fact]
    public void Add_SameAnomalyAgain_IsLoggedOnce()
    {
        for (var i = 0; i < 3; i++)
        {
            _reader.Anomalies.Add(AnomalyKind.MalformedCpu);
            _reader.Anomalies.Add(AnomalyKind.InvalidUtf8);
        }

        Assert.Equal("malformed_cpu 3, invalid_utf8 3", _reader.Met);
        Assert.Equal(
            [
                $"{Warning}; kind=malformed_cpu",
                $"{Warning}; kind=invalid_utf8",
            ],
            _reader.Log.Lines);
    }
}
