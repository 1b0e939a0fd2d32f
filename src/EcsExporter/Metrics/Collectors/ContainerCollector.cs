// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Identity and state of containers. Almost all of it comes from <c>/task</c>, so these series stay when stats are missing.</summary>
internal static class ContainerCollector
{
    private static readonly string[] InfoLabels =
        ["container_arn", "container_id", "container_name", "image", "image_id", "log_driver", "snapshotter", "type"];

    public static Collector Collector => new("container", EnabledByDefault: true,
        "Identity, status, health, restarts, exit code and timestamps of each container.",
        () =>
        [
            new("ecs_container_info", MetricType.Gauge,
                "Identity of the container, always 1. Labels that the platform does not report are empty.",
                InfoLabels, CollectInfo)
            {
                Reference = new("C", Platforms.All,
                    Telegraf: "ecs_container_meta",
                    OpenTelemetry: "resource attributes container.*, aws.ecs.container.image.id"),
            },
            Family.OfContainerStatus("ecs_container_desired_status",
                "Desired status of the container: 1 for the current status, 0 for the others.",
                StatusSet.Desired, static container => container.DesiredStatus,
                new("C.DesiredStatus", Platforms.All, Telegraf: "ecs_container_meta.desired_status")),
            Family.OfContainerStatus("ecs_container_known_status",
                "Last known status of the container: 1 for the current status, 0 for the others. A short-lived status has a series only while it lasts.",
                StatusSet.Known, static container => container.KnownStatus,
                new("C.KnownStatus", Platforms.All,
                    Telegraf: "ecs_container_meta.known_status",
                    OpenTelemetry: "resource attribute aws.ecs.container.know_status")),
            Family.OfContainerStatus("ecs_container_health_status",
                "Health status of the container: 1 for the current status, 0 for the others; unknown before the first result. Absent without a health check.",
                StatusSet.Health, static container => container.Health?.Status,
                new(
                    "C.Health.status; unknown when C.Health lacks it, as the EC2 agent omits UNKNOWN",
                    Platforms.All, ContainerInsights: "UnHealthyContainerHealthStatus")),
            Family.OfContainers("ecs_container_health_status_since_timestamp_seconds", MetricType.Gauge,
                "Unix time when the health status of the container last changed.",
                static container => container.Metadata.Health?.Since?.UnixSeconds,
                new("C.Health.statusSince", Platforms.All)),
            Family.OfContainers("ecs_container_exit_code", MetricType.Gauge,
                "Exit code of the stopped container, or −1 if ECS does not know it.",
                static container => container.Metadata.ExitCode,
                new("C.ExitCode", Platforms.All, OpenTelemetry: "resource attribute aws.ecs.container.exit_code")),
            Family.OfContainers("ecs_container_restarts_total", MetricType.Counter,
                "Restarts of the container by its restart policy. Absent without a restart policy.",
                static container => container.Metadata.RestartCount,
                new("C.RestartCount", "all with a restart policy",
                    GoExporter: "ecs_container_restarts_total (only while there are stats)",
                    ContainerInsights: "RestartCount")),
            Family.OfContainers("ecs_container_created_timestamp_seconds", MetricType.Gauge,
                "Unix time when the container was created.",
                static container => container.Metadata.CreatedAt?.UnixSeconds,
                new("C.CreatedAt", Platforms.All,
                    Telegraf: "ecs_container_meta.created_at",
                    OpenTelemetry: "resource attribute aws.ecs.container.created_at")),
            Family.OfContainers("ecs_container_start_time_seconds", MetricType.Gauge,
                "Unix time when the container last started; on EC2 with a restart policy, when it first started.",
                static container => container.Metadata.StartedAt?.UnixSeconds,
                new("C.StartedAt", Platforms.All,
                    Telegraf: "ecs_container_meta.started_at",
                    OpenTelemetry: "resource attribute aws.ecs.container.started_at",
                    Cadvisor: "container_start_time_seconds")),
            Family.OfContainers("ecs_container_finished_timestamp_seconds", MetricType.Gauge,
                "Unix time when the container stopped.",
                static container => container.Metadata.FinishedAt?.UnixSeconds,
                new("C.FinishedAt", Platforms.All, OpenTelemetry: "resource attribute aws.ecs.container.finished_at")),
            Family.OfContainers("ecs_container_stats_available", MetricType.Gauge,
                "Whether the endpoint has stats for the container (1) or not (0). It has none for a container that is not running.",
                static container => container.Stats is null ? 0 : 1,
                new("S", Platforms.All)),
            Family.OfStats("ecs_container_stats_timestamp_seconds", MetricType.Gauge,
                "Unix time when the endpoint sampled the container's stats: every second on EC2, every 10 s on Fargate and Managed Instances.",
                static stats => stats.ReadAt?.UnixSeconds,
                new("S.read", Platforms.All, Cadvisor: "container_last_seen")),
        ]);

    /// <summary>Sorts by ARN and id, the first two labels. The snapshot sorts by name, which decides between equal ids.</summary>
    private static void CollectInfo(TaskSnapshot snapshot, Samples samples)
    {
        var containers = snapshot.Containers.Select(static container => container.Metadata)
            .OrderBy(static container => container.Arn ?? "", Ordinal.Comparer).ThenBy(static container => container.Id ?? "", Ordinal.Comparer);
        foreach (var container in containers)
        {
            samples.Add(
                [
                    container.Arn, container.Id, container.Name, container.Image,
                    container.ImageId, container.LogDriver, container.Snapshotter, container.Type,
                ],
                1);
        }
    }
}

/// <summary>Processes and threads of containers.</summary>
internal static class PidsCollector
{
    public static Collector Collector => new("pids", EnabledByDefault: true,
        "Processes and threads of each container, and their limit.",
        () =>
        [
            Family.OfStats("ecs_container_pids", MetricType.Gauge,
                "Processes and threads in the container. Absent on Fargate and Managed Instances.",
                static stats => stats.Pids?.Current,
                new("S.pids_stats.current", "Linux on EC2, Anywhere", Cadvisor: "container_threads")),
            Family.OfStats("ecs_container_pids_limit", MetricType.Gauge,
                "Maximum number of processes and threads in the container. Absent without a limit.",
                static stats => stats.Pids?.Limit,
                new("S.pids_stats.limit, unless it means unlimited", "Linux on EC2, Anywhere", Cadvisor: "container_threads_max")),
        ]);
}
