// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Metrics.Collectors;

public sealed class ContainerCollectorTests
{
    private const string Name = """{container_name="a"} """;

    [Theory]
    [InlineData("\"ExitCode\": 0", "ecs_container_exit_code", "0")]
    [InlineData("\"ExitCode\": -1", "ecs_container_exit_code", "-1")]
    [InlineData("\"ExitCode\": 137", "ecs_container_exit_code", "137")]
    [InlineData("\"ExitCode\": null", "ecs_container_exit_code", null)]
    [InlineData("\"ExitCode\": \"1\"", "ecs_container_exit_code", null)]
    [InlineData("\"RestartCount\": 0", "ecs_container_restarts_total", "0")]
    [InlineData("\"RestartCount\": 3", "ecs_container_restarts_total", "3")]
    [InlineData("\"RestartCount\": -3", "ecs_container_restarts_total", null)]
    [InlineData("\"CreatedAt\": \"2026-03-01T12:00:00.25Z\"", "ecs_container_created_timestamp_seconds", "1.77236640025e+09")]
    [InlineData("\"StartedAt\": \"2026-03-01T12:00:00Z\"", "ecs_container_start_time_seconds", "1.7723664e+09")]
    [InlineData("\"StartedAt\": \"0001-01-01T00:00:00Z\"", "ecs_container_start_time_seconds", null)]
    [InlineData("\"FinishedAt\": \"2026-03-01T12:00:00Z\"", "ecs_container_finished_timestamp_seconds", "1.7723664e+09")]
    [InlineData("\"Health\": {\"statusSince\": \"2026-03-01T12:00:00Z\"}", "ecs_container_health_status_since_timestamp_seconds", "1.7723664e+09")]
    [InlineData("\"Health\": {\"status\": \"HEALTHY\"}", "ecs_container_health_status_since_timestamp_seconds", null)]
    [InlineData("\"Limits\": {\"CPU\": 256}", "ecs_container_cpu_shares", "256")]
    [InlineData("\"Limits\": {\"CPU\": 2}", "ecs_container_cpu_shares", "2")]
    [InlineData("\"Limits\": {\"CPU\": 0}", "ecs_container_cpu_shares", null)]
    [InlineData("\"Limits\": {}", "ecs_container_cpu_shares", null)]
    public void Value_Field_WithoutStatsToo(string container, string family, string? expected)
    {
        string[] lines = expected is null ? [] : [Name + expected];
        Assert.Equal(lines, TaskOf.One(container: container).Of(family));
        Assert.Equal(lines, TaskOf.One(container: container, stats: "\"read\": \"2026-03-01T12:00:00Z\"").Of(family));
    }

    [Theory]
    [InlineData("HEALTHY", "healthy 1, unhealthy 0, unknown 0")]
    [InlineData("healthy", "healthy 1, unhealthy 0, unknown 0")]
    [InlineData("UNHEALTHY", "healthy 0, unhealthy 1, unknown 0")]
    [InlineData("Unknown", "healthy 0, unhealthy 0, unknown 1")]
    [InlineData("STARTING", "healthy 0, starting 1, unhealthy 0, unknown 0")]
    [InlineData("", "healthy 0, unhealthy 0, unknown 1")]
    public void HealthStatus_AnyCaseAndStatus_IsOneAmongTheWellKnown(string status, string expected) =>
        Assert.Equal(
            expected,
            string.Join(", ", TaskOf.One(container: $$"""
                "Health": {"status": "{{status}}"}
                """).Samples().Where(sample => sample.Family == "ecs_container_health_status").Select(sample => $"{sample["status"]} {sample.Value}")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"status": null}""")]
    [InlineData("""{"statusSince": "2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"exitCode": 0, "output": ""}""")]
    public void HealthStatus_CheckWithoutAResult_IsUnknownOnEveryPlatform(string health)
    {
        foreach (var launchType in (string[])["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES", ""])
        {
            Assert.Equal(
                [
                    """{container_name="a",status="healthy"} 0""",
                    """{container_name="a",status="unhealthy"} 0""",
                    """{container_name="a",status="unknown"} 1""",
                ],
                TaskOf.One(container: $"\"Health\": {health}", task: $"\"LaunchType\": \"{launchType}\"").Of("ecs_container_health_status"));
        }
    }

    [Theory]
    [InlineData("\"Health\": null")]
    [InlineData("\"Health\": []")]
    [InlineData("\"Health\": \"HEALTHY\"")]
    [InlineData("\"Image\": \"x\"")]
    public void HealthStatus_NoHealthCheck_IsAbsent(string container) => Assert.Empty(TaskOf.One(container: container).Of("ecs_container_health_status"));

    [Fact]
    public void Info_EveryField_IsUnderItsName() =>
        Assert.Equal(
            [
                """{container_arn="arn",container_id="1",container_name="a",image="i:1",image_id="sha256:0","""
                + """log_driver="awslogs",snapshotter="soci",type="NORMAL"} 1""",
            ],
            TaskOf.One(container: """
                "ContainerARN": "arn", "Image": "i:1", "ImageID": "sha256:0", "LogDriver": "awslogs", "Snapshotter": "soci", "Type": "NORMAL",
                "DockerName": "no", "KnownStatus": "RUNNING"
                """).Of("ecs_container_info"));

    [Theory]
    [InlineData("\"read\": \"2026-03-01T12:00:00.5Z\"", "1", "1.7723664005e+09")]
    [InlineData("\"num_procs\": 0", "1", null)]
    [InlineData("\"read\": \"0001-01-01T00:00:00Z\", \"num_procs\": 0", "0", null)]
    [InlineData("", "0", null)]
    public void Stats_Entry_SaysWhetherAndWhenThereAreFigures(string stats, string available, string? timestamp)
    {
        var scrape = TaskOf.One(stats);
        Assert.Equal([Name + available], scrape.Of("ecs_container_stats_available"));
        Assert.Equal(timestamp is null ? [] : [Name + timestamp], scrape.Of("ecs_container_stats_timestamp_seconds"));
    }
}
