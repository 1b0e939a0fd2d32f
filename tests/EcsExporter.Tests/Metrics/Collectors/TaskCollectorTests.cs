// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics.Collectors;

public sealed class TaskCollectorTests
{
    private const string Id = "0af7651916cd43dd8448eb211c80319c";

    [Theory]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:task/demo/" + Id, "123456789012", "eu-west-1", Id)]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:task/" + Id, "123456789012", "eu-west-1", Id)]
    [InlineData("arn:aws-cn:ecs:cn-northwest-1:123456789012:task/demo/" + Id, "123456789012", "cn-northwest-1", Id)]
    [InlineData("arn:aws-us-gov:ecs:us-gov-east-1:123456789012:task/demo/" + Id, "123456789012", "us-gov-east-1", Id)]
    [InlineData("arn:aws-iso:ecs:us-iso-east-1:123456789012:task/" + Id, "123456789012", "us-iso-east-1", Id)]
    [InlineData("arn:aws-iso-b:ecs:us-isob-east-1:123456789012:task/demo/" + Id, "123456789012", "us-isob-east-1", Id)]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:task/", "123456789012", "eu-west-1", "")]
    [InlineData("arn:aws:ecs:::task/demo/" + Id, "", "", Id)]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:task-" + Id, "", "", "")]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:container/demo/" + Id, "", "", "")]
    [InlineData("arn:aws:ec2:eu-west-1:123456789012:task/demo/" + Id, "", "", "")]
    [InlineData("arn:aws:ecs:eu-west-1", "", "", "")]
    [InlineData("task/" + Id, "", "", "")]
    [InlineData("", "", "", "")]
    public void Info_TaskArn_GivesItsParts(string arn, string account, string region, string id)
    {
        var info = TaskOf.Empty($"\"TaskARN\": \"{arn}\"").Samples("task").Single(sample => sample.Family == "ecs_task_info");
        Assert.Equal((account, region, id, arn), (info["account_id"], info["region"], info["task_id"], info["task_arn"]));
    }

    [Theory]
    [InlineData("demo", "demo")]
    [InlineData("arn:aws:ecs:eu-west-1:123456789012:cluster/demo", "demo")]
    [InlineData("arn:aws-cn:ecs:cn-north-1:123456789012:cluster/demo", "demo")]
    [InlineData("", "")]
    public void Infos_Cluster_AsGivenAndByName(string cluster, string name)
    {
        var samples = TaskOf.Empty($"\"Cluster\": \"{cluster}\"").Samples("task");
        Assert.Equal(cluster, samples.Single(sample => sample.Family == "ecs_task_metadata_info")["cluster"]);
        Assert.Equal(name, samples.Single(sample => sample.Family == "ecs_task_info")["cluster_name"]);
    }

    [Fact]
    public void Info_EveryField_IsUnderItsName() =>
        Assert.Equal(
            [
                """{account_id="1",availability_zone="az",availability_zone_id="azid",cluster_name="c",family="f",group="service:s",launch_type="EC2","""
                + """network_mode="bridge",region="r",revision="7",service_name="s",task_arn="arn:aws:ecs:r:1:task/t",task_id="t",vpc_id="vpc-1"} 1""",
            ],
            TaskOf.One(
                task: """
                    "Cluster": "c", "TaskARN": "arn:aws:ecs:r:1:task/t", "Family": "f", "Revision": "7", "AvailabilityZone": "az", "AvailabilityZoneID": "azid",
                    "LaunchType": "EC2", "ServiceName": "s", "Group": "service:s", "VPCID": "vpc-1", "DesiredStatus": "RUNNING", "KnownStatus": "STOPPED"
                    """,
                container: "\"Networks\": [{\"NetworkMode\": \"bridge\"}]").Of("ecs_task_info"));

    [Theory]
    [InlineData("\"Group\": \"service:web\"", "service:web")]
    [InlineData("\"Group\": \"family:batch\"", "family:batch")]
    [InlineData("\"Group\": \"daemon:agent\"", "daemon:agent")]
    [InlineData("\"Group\": \"my own \\\"group\\\"\"", "my own \"group\"")]
    [InlineData("\"Group\": 7", "7")]
    [InlineData("\"Group\": \"\"", "")]
    [InlineData("\"Group\": null", "")]
    [InlineData("\"Group\": [\"a\"]", "")]
    [InlineData("\"ServiceName\": \"web\"", "")]
    public void Info_Group_IsALabel(string task, string expected) =>
        Assert.Equal(expected, TaskOf.Empty(task).Samples("task").Single(sample => sample.Family == "ecs_task_info")["group"]);

    [Theory]
    [InlineData("\"Revision\": 7", "revision", "7")]
    [InlineData("\"Revision\": 7.0", "revision", "7")]
    [InlineData("\"Revision\": \"7\"", "revision", "7")]
    [InlineData("\"Revision\": true", "revision", "")]
    [InlineData("\"Revision\": null", "revision", "")]
    [InlineData("\"Family\": 42", "family", "42")]
    [InlineData("\"Cluster\": 5", "cluster_name", "5")]
    [InlineData("\"ServiceName\": 3", "service_name", "3")]
    [InlineData("\"VPCID\": 1", "vpc_id", "1")]
    [InlineData("\"AvailabilityZone\": 2", "availability_zone", "2")]
    [InlineData("\"LaunchType\": 1", "launch_type", "")]
    public void Info_NumberWhereANameIsDue_IsItsText(string task, string label, string expected) =>
        Assert.Equal(expected, TaskOf.Empty(task).Samples("task").Single(sample => sample.Family == "ecs_task_info")[label]);

    [Fact]
    public void RevisionAsANumber_EverySeries_HasItAndNothingIsCounted()
    {
        Scrape scrape = new(
            """{"Family": "f", "Revision": 7, "Containers": [{"Name": 12, "DockerId": 34, "Image": 56}]}""", """{"34": {"num_procs": 0}}""");
        Assert.Equal("", scrape.Anomalies);
        Assert.Equal(["""{cluster="",container="12",task_az="",task_family="f",task_family_revision="7"} 0"""], scrape.Of("ecs_num_procs"));
        Assert.Contains("revision=\"7\"", scrape.Of("ecs_task_metadata_info").Single(), StringComparison.Ordinal);
        Assert.Contains("container_id=\"34\",container_name=\"12\",image=\"56\"", scrape.Of("ecs_container_info").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RUNNING", "CREATED 0, PULLED 0, RUNNING 1, STOPPED 0")]
    [InlineData("STOPPED", "CREATED 0, PULLED 0, RUNNING 0, STOPPED 1")]
    [InlineData("NONE", "CREATED 0, NONE 1, PULLED 0, RUNNING 0, STOPPED 0")]
    [InlineData("MANIFEST_PULLED", "CREATED 0, MANIFEST_PULLED 1, PULLED 0, RUNNING 0, STOPPED 0")]
    [InlineData("ZZZ", "CREATED 0, PULLED 0, RUNNING 0, STOPPED 0, ZZZ 1")]
    [InlineData("running", "CREATED 0, PULLED 0, RUNNING 0, STOPPED 0, running 1")]
    [InlineData("", "")]
    public void KnownStatus_AnyStatus_IsOneAmongTheWellKnown(string status, string expected)
    {
        Assert.Equal(expected, Statuses(TaskOf.Empty($"\"KnownStatus\": \"{status}\""), "ecs_task_known_status"));
        Assert.Equal(expected, Statuses(TaskOf.One(container: $"\"KnownStatus\": \"{status}\""), "ecs_container_known_status"));
    }

    [Theory]
    [InlineData("RUNNING", "RUNNING 1, STOPPED 0")]
    [InlineData("STOPPED", "RUNNING 0, STOPPED 1")]
    [InlineData("RESOURCES_PROVISIONED", "RESOURCES_PROVISIONED 1, RUNNING 0, STOPPED 0")]
    public void DesiredStatus_AnyStatus_IsOneAmongTheWellKnown(string status, string expected)
    {
        Assert.Equal(expected, Statuses(TaskOf.Empty($"\"DesiredStatus\": \"{status}\""), "ecs_task_desired_status"));
        Assert.Equal(expected, Statuses(TaskOf.One(container: $"\"DesiredStatus\": \"{status}\""), "ecs_container_desired_status"));
    }

    [Theory]
    [InlineData("\"Limits\": {\"CPU\": 0.25}", "ecs_task_cpu_limit_vcpus", "0.25")]
    [InlineData("\"Limits\": {\"CPU\": 16}", "ecs_task_cpu_limit_vcpus", "16")]
    [InlineData("\"Limits\": {\"CPU\": 0}", "ecs_task_cpu_limit_vcpus", null)]
    [InlineData("\"Limits\": {\"CPU\": -1}", "ecs_task_cpu_limit_vcpus", null)]
    [InlineData("\"Limits\": {}", "ecs_task_cpu_limit_vcpus", null)]
    [InlineData("\"Limits\": {\"Memory\": 512}", "ecs_task_memory_limit_bytes", "5.36870912e+08")]
    [InlineData("\"Limits\": {\"Memory\": 0}", "ecs_task_memory_limit_bytes", null)]
    [InlineData("\"EphemeralStorageMetrics\": {\"Utilized\": 1, \"Reserved\": 20496}", "ecs_task_ephemeral_storage_used_bytes", "1.048576e+06")]
    [InlineData("\"EphemeralStorageMetrics\": {\"Utilized\": 1, \"Reserved\": 20496}", "ecs_task_ephemeral_storage_allocated_bytes", "2.1491613696e+10")]
    [InlineData("\"EphemeralStorageMetrics\": {\"Utilized\": 1, \"Reserved\": 4}", "ecs_task_ephemeral_storage_utilization_ratio", "0.25")]
    [InlineData("\"EphemeralStorageMetrics\": {\"Utilized\": 1, \"Reserved\": 0}", "ecs_task_ephemeral_storage_utilization_ratio", null)]
    [InlineData("\"EphemeralStorageMetrics\": {\"Utilized\": 1}", "ecs_task_ephemeral_storage_utilization_ratio", null)]
    [InlineData("\"EphemeralStorageMetrics\": {\"Reserved\": 4}", "ecs_task_ephemeral_storage_utilization_ratio", null)]
    [InlineData("\"FaultInjectionEnabled\": true", "ecs_task_fault_injection_enabled", "1")]
    [InlineData("\"FaultInjectionEnabled\": false", "ecs_task_fault_injection_enabled", "0")]
    [InlineData("\"FaultInjectionEnabled\": null", "ecs_task_fault_injection_enabled", null)]
    [InlineData("\"PullStartedAt\": \"2026-03-01T12:00:00.5Z\"", "ecs_task_image_pull_start_timestamp_seconds", "1.7723664005e+09")]
    [InlineData("\"PullStoppedAt\": \"2026-03-01T12:00:00Z\"", "ecs_task_image_pull_stop_timestamp_seconds", "1.7723664e+09")]
    [InlineData("\"ExecutionStoppedAt\": \"2026-03-01T12:00:00Z\"", "ecs_task_execution_stopped_timestamp_seconds", "1.7723664e+09")]
    [InlineData("\"ExecutionStoppedAt\": \"0001-01-01T00:00:00Z\"", "ecs_task_execution_stopped_timestamp_seconds", null)]
    [InlineData("\"ClockDrift\": {\"ClockErrorBound\": 0.5}", "ecs_task_clock_error_bound_seconds", "0.0005")]
    [InlineData("\"ClockDrift\": {\"ReferenceTimestamp\": \"2026-03-01T12:00:00Z\"}", "ecs_task_clock_error_bound_seconds", "0")]
    [InlineData("\"ClockDrift\": {\"ReferenceTimestamp\": \"2026-03-01T12:00:00Z\"}", "ecs_task_clock_reference_timestamp_seconds", "1.7723664e+09")]
    [InlineData("\"ClockDrift\": {\"ClockErrorBound\": \"0.5\"}", "ecs_task_clock_error_bound_seconds", null)]
    [InlineData("\"ClockDrift\": {}", "ecs_task_clock_error_bound_seconds", null)]
    [InlineData("\"ClockDrift\": {\"Unknown\": 1}", "ecs_task_clock_error_bound_seconds", null)]
    [InlineData("\"ClockDrift\": {\"ClockSynchronizationStatus\": \"SYNCHRONIZED\"}", "ecs_task_clock_synchronized", "1")]
    [InlineData("\"ClockDrift\": {\"ClockSynchronizationStatus\": \"NOT_SYNCHRONIZED\"}", "ecs_task_clock_synchronized", "0")]
    [InlineData("\"ClockDrift\": {\"ClockErrorBound\": 1}", "ecs_task_clock_synchronized", null)]
    public void Value_Field_IsInBaseUnitsOrAbsent(string task, string family, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], TaskOf.Empty(task).Of(family));

    [Fact]
    public void ClockDrift_InTheTaskAndInAContainer_TheTasksCounts() =>
        Assert.Equal(
            ["0.001"],
            TaskOf.One(task: "\"ClockDrift\": {\"ClockErrorBound\": 1}", container: "\"ClockDrift\": {\"ClockErrorBound\": 2}").Of(
                "ecs_task_clock_error_bound_seconds"));

    [Fact]
    public void ClockDrift_InAContainerOnly_IsTheTasks() =>
        Assert.Equal(["0.002"], TaskOf.One(container: "\"ClockDrift\": {\"ClockErrorBound\": 2}").Of("ecs_task_clock_error_bound_seconds"));

    private static string Statuses(Scrape scrape, string family) =>
        string.Join(", ", scrape.Samples().Where(sample => sample.Family == family).Select(sample => $"{sample["status"]} {sample.Value}"));
}
