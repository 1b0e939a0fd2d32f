// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;

namespace EcsExporter.Tests.TaskMetadata.Documents;

public sealed class TaskMetadataDocumentTests
{
    private readonly DocumentReader _reader = new();

    [Fact]
    public void Read_Fargate_HasEveryField()
    {
        var task = _reader.Task(Payload.Task("fargate"));
        Assert.Equal("arn:aws:ecs:eu-central-1:111122223333:cluster/shop", task.Cluster);
        Assert.Equal("shop", task.ClusterName);
        Assert.Equal("arn:aws:ecs:eu-central-1:111122223333:task/shop/4c9d2f6ae81b4b0f9c6a1f2e3d4c5b6a", task.TaskArn);
        Assert.Equal(("checkout", "42"), (task.Family, task.Revision));
        Assert.Equal(("RUNNING", "RUNNING"), (task.DesiredStatus, task.KnownStatus));
        Assert.Equal((0.5, 2048d), (task.CpuLimitVcpus, task.MemoryLimitMebibytes));
        Assert.Equal("2026-03-02T08:15:12.1047739Z", task.PullStartedAt.Text());
        Assert.Equal("2026-03-02T08:15:28.9900112Z", task.PullStoppedAt.Text());
        Assert.Null(task.ExecutionStoppedAt);
        Assert.Equal(("eu-central-1b", null), (task.AvailabilityZone, task.AvailabilityZoneId));
        Assert.Equal("FARGATE", task.LaunchType);
        Assert.Equal((null, null), (task.ServiceName, task.VpcId));
        Assert.Equal((287UL, 20496UL), (task.EphemeralStorageUsedMebibytes, task.EphemeralStorageReservedMebibytes));
        Assert.Equal(0.487801, task.ClockDrift?.ErrorBoundMilliseconds);
        Assert.Equal("2026-03-02T09:00:04Z", task.ClockDrift?.ReferenceTime.Text());
        Assert.Equal("SYNCHRONIZED", task.ClockDrift?.SynchronizationStatus);
        Assert.False(task.FaultInjectionEnabled);
        Assert.Equal("awsvpc", task.NetworkMode);
        Assert.Equal(["log_router", "migrate", "web"], task.Containers.Select(container => container.Name));
        Assert.Equal("", _reader.Met);
    }

    [Fact]
    public void Read_ManagedInstances_HasTheFieldsFargateLacks()
    {
        var task = _reader.Task(Payload.Task("managed-instances"));
        Assert.Equal(("ap-southeast-2c", "apse2-az1"), (task.AvailabilityZone, task.AvailabilityZoneId));
        Assert.Equal(("search", "vpc-0feedfacecafebeef"), (task.ServiceName, task.VpcId));
        Assert.Equal(0, task.ClockDrift?.ErrorBoundMilliseconds);
        Assert.Equal("NOT_SYNCHRONIZED", task.ClockDrift?.SynchronizationStatus);
        Assert.True(task.FaultInjectionEnabled);
        Assert.Null(task.NetworkMode);
        Assert.Equal("", _reader.Met);
    }

    [Fact]
    public void Read_Ec2_LimitsAreAbsentNotZero()
    {
        var task = _reader.Task(Payload.Task("ec2"));
        Assert.Equal(("batch", "batch"), (task.Cluster, task.ClusterName));
        Assert.Equal((null, null), (task.CpuLimitVcpus, task.MemoryLimitMebibytes));
        Assert.Equal((null, null), (task.EphemeralStorageUsedMebibytes, task.ClockDrift));
        Assert.Equal("", _reader.Met);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Containers": null}""")]
    [InlineData("""{"Containers": {}}""")]
    [InlineData("""{"Containers": "None"}""")]
    [InlineData("""{"Containers": []}""")]
    [InlineData("""{"Containers": [null, {}, "None"]}""")]
    [InlineData(
        """{"Cluster": null, "Limits": null, "EphemeralStorageMetrics": null, "ClockDrift": null, "FaultInjectionEnabled": null, "PullStartedAt": null}""")]
    [InlineData("""{"Cluster": "", "Limits": {}, "EphemeralStorageMetrics": {}, "ClockDrift": {}, "PullStartedAt": ""}""")]
    [InlineData("""{"Limits": {"CPU": 0, "Memory": 0}, "PullStartedAt": "0001-01-01T00:00:00Z", "ExecutionStoppedAt": "1970-01-01T00:00:00Z"}""")]
    [InlineData("""{"Limits": {"CPU": -1, "Memory": -0.5}}""")]
    [InlineData("""{"Limits": {"CPU": null, "Memory": "None"}, "EphemeralStorageMetrics": {"Utilized": null, "Reserved": {}}}""")]
    [InlineData("""{"Unknown": [{"deep": [[1]]}], "Errors": [{"ErrorField": "TaskTags"}], "TaskTags": {"a": "b"}}""")]
    public void Read_FieldsWithoutData_AreAbsent(string json)
    {
        var task = _reader.Task(json);
        Assert.Null(task.Cluster);
        Assert.Null(task.ClusterName);
        Assert.Null(task.CpuLimitVcpus);
        Assert.Null(task.MemoryLimitMebibytes);
        Assert.Null(task.EphemeralStorageUsedMebibytes);
        Assert.Null(task.EphemeralStorageReservedMebibytes);
        Assert.Null(task.PullStartedAt);
        Assert.Null(task.ExecutionStoppedAt);
        Assert.Null(task.ClockDrift);
        Assert.Null(task.FaultInjectionEnabled);
        Assert.Null(task.NetworkMode);
        Assert.Empty(task.Containers);
    }

    [Theory]
    [InlineData("""{"Containers": [null]}""", "")]
    [InlineData("""{"Containers": [{}]}""", "malformed_container 1")]
    [InlineData("""{"Containers": [{"Image": "nameless"}]}""", "malformed_container 1")]
    [InlineData("""{"Containers": [1, "x", [2]]}""", "malformed_container 3")]
    [InlineData("""{"Containers": {"a": 1}}""", "malformed_task 1")]
    [InlineData("""{"Containers": "many"}""", "malformed_task 1")]
    [InlineData("""{"Cluster": 5}""", "")]
    [InlineData("""{"Cluster": true}""", "malformed_task 1")]
    [InlineData("""{"LaunchType": 5, "KnownStatus": 1}""", "malformed_task 2")]
    [InlineData("""{"Family": ["f"], "Revision": 3, "Limits": []}""", "malformed_task 2")]
    [InlineData("""{"Limits": {"CPU": "0.5", "Memory": [1]}}""", "malformed_task 2")]
    [InlineData("""{"Containers": [1], "Family": [2]}""", "malformed_task 1, malformed_container 1")]
    [InlineData("""{"Containers": [], "\ud800": 2}""", "malformed_task 1")]
    [InlineData("""{"Containers": [{"Name": "a", "Limits": 1}], "\ud800": 2}""", "malformed_task 1, malformed_container 1")]
    [InlineData("""{"EphemeralStorageMetrics": {"Utilized": -1}, "ClockDrift": {"ClockErrorBound": "x", "ReferenceTimestamp": "y"}}""", "malformed_task 3")]
    [InlineData("""{"FaultInjectionEnabled": "yes", "PullStartedAt": 12}""", "malformed_task 2")]
    public void Read_FieldsOfAnotherType_AreCountedUnderTheirSection(string json, string met)
    {
        _ = _reader.Task(json);
        Assert.Equal(met, _reader.Met);
    }

    [Fact]
    public void Read_OneBadField_KeepsAllOthers()
    {
        var task = _reader.Task(Payload.Task("wrong-types"));
        Assert.Equal(("c", "f", "1", "z"), (task.Cluster, task.Family, task.Revision, task.AvailabilityZone));
        Assert.Equal(["bad", "good", "half"], task.Containers.Select(container => container.Name));
        Assert.Equal("malformed_task 5, malformed_container 8", _reader.Met);
    }

    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("arn:aws:ecs:eu-central-1:111122223333:cluster/shop", "shop")]
    [InlineData("arn:aws-cn:ecs:cn-north-1:111122223333:cluster/shop", "shop")]
    [InlineData("arn:aws:ecs:cluster", "arn:aws:ecs:cluster")]
    [InlineData("a/b/c", "c")]
    [InlineData("/", "")]
    [InlineData("broken/", "")]
    public void ClusterName_NameOrArnOrNeither_IsTheLastPart(string cluster, string expected) =>
        Assert.Equal(expected, _reader.Task($$"""{"Cluster": "{{cluster}}"}""").ClusterName);

    [Theory]
    [InlineData("arn")]
    [InlineData("arn:aws:ecs")]
    [InlineData(":::::")]
    [InlineData("")]
    [InlineData("arn:aws:ecs:us-east-1:111122223333:task/")]
    [InlineData("not an arn / at all")]
    public void Read_MalformedArn_IsKeptAsItIs(string arn)
    {
        Assert.Equal(arn.Length == 0 ? null : arn, _reader.Task($$"""{"TaskARN": "{{arn}}"}""").TaskArn);
        Assert.Equal("", _reader.Met);
    }

    [Fact]
    public void ClockDrift_InsideAContainer_CountsForTheTask()
    {
        const string Drift = """{"ClockErrorBound": 0.5, "ClockSynchronizationStatus": "SYNCHRONIZED"}""";
        Assert.Equal(0.5, _reader.Task($$"""{"Containers": [{"Name": "b"}, {"Name": "a", "ClockDrift": {{Drift}}}]}""").ClockDrift?.ErrorBoundMilliseconds);
    }

    [Fact]
    public void ClockDrift_AtTheTaskAndInsideAContainer_IsTheTasks() =>
        Assert.Equal(
            2,
            _reader.Task(
                """{"ClockDrift": {"ClockErrorBound": 2}, "Containers": [{"Name": "a", "ClockDrift": {"ClockErrorBound": 1}}]}""")
                .ClockDrift?.ErrorBoundMilliseconds);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"task metadata not found\"")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("{} {}")]
    [InlineData("\ufeff{}")]
    public void Read_OtherThanAnObject_Throws(string json) => Assert.ThrowsAny<JsonException>(() => _reader.Task(json));

    [Fact]
    public void Read_TenThousandLevelsUnderEveryField_Passes()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        foreach (var field in (string[])["Containers", "Limits", "Family", "ClockDrift", "EphemeralStorageMetrics", "New", "PullStartedAt"])
        {
            Assert.Equal("f", _reader.Task($$"""{"{{field}}": {{deep}}, "LaunchType": "f"}""").LaunchType);
        }
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("wrong-types")]
    [InlineData("windows")]
    public void Read_TruncatedAtAnyByte_ThrowsNothingButJsonException(string payload)
    {
        var whole = Encoding.UTF8.GetBytes(Payload.Task(payload).TrimEnd());
        for (var length = 0; length < whole.Length; length++)
        {
            var truncated = whole.AsSpan(0, length).ToArray();
            Assert.ThrowsAny<JsonException>(() => _reader.Task(truncated));
        }
    }
}
