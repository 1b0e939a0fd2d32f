// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Identity, status, limits and storage of the task, from <c>/task</c> alone.</summary>
internal static class TaskCollector
{
    public static Collector Collector => new("task", EnabledByDefault: true,
        "Identity, status, limits, storage, image pulls and clock of the task.",
        () =>
        [
            Info("ecs_task_metadata_info",
                "Identity and status of the task, always 1. A change of the status starts a new series: use ecs_task_info for joins.",
                ["availability_zone", "cluster", "desired_status", "family", "known_status", "launch_type", "revision", "task_arn"],
                static (identity, task, samples) => samples.Add(
                    [
                        identity.AvailabilityZone, identity.Cluster, task.DesiredStatus, identity.Family,
                        task.KnownStatus, identity.LaunchType, identity.Revision, identity.TaskArn,
                    ],
                    1),
                new("M", Platforms.All,
                    GoExporter: "ecs_task_metadata_info",
                    Telegraf: "tags of ecs_task",
                    OpenTelemetry: "resource attributes aws.ecs.*")),
            Info("ecs_task_info",
                "Identity of the task, always 1; the labels never change while the task lives. Labels that the platform does not report are empty.",
                [
                    "account_id", "availability_zone", "availability_zone_id", "cluster_name", "family", "group", "launch_type", "network_mode",
                    "region", "revision", "service_name", "task_arn", "task_id", "vpc_id",
                ],
                static (task, _, samples) => samples.Add(
                    [
                        task.ArnParts.AccountId, task.AvailabilityZone, task.AvailabilityZoneId, task.ClusterName, task.Family, task.Group,
                        task.LaunchType, task.NetworkMode, task.ArnParts.Region, task.Revision, task.ServiceName, task.TaskArn,
                        task.ArnParts.TaskId, task.VpcId,
                    ],
                    1),
                new("M, and the parts of M.TaskARN in any partition; a field that M lacks keeps its last value", Platforms.All)),
            Family.OfTaskStatus("ecs_task_desired_status",
                "Desired status of the task: 1 for the current status, 0 for the others.",
                StatusSet.Desired, static task => task.DesiredStatus,
                new("M.DesiredStatus", Platforms.All, Telegraf: "ecs_task.desired_status")),
            Family.OfTaskStatus("ecs_task_known_status",
                "Last known status of the task: 1 for the current status, 0 for the others. A short-lived status has a series only while it lasts.",
                StatusSet.Known, static task => task.KnownStatus,
                new("M.KnownStatus", Platforms.All,
                    Telegraf: "ecs_task.known_status",
                    OpenTelemetry: "resource attribute aws.ecs.task.known_status")),
            Family.OfTask("ecs_task_cpu_limit_vcpus", MetricType.Gauge,
                "CPU limit of the task in vCPUs. Absent if the task definition has none, which EC2 allows.",
                static task => task.CpuLimitVcpus,
                new("M.Limits.CPU, if more than 0", Platforms.All,
                    GoExporter: "ecs_task_cpu_limit_vcpus",
                    Telegraf: "ecs_task.limit_cpu",
                    OpenTelemetry: "ecs.task.cpu.reserved (in CPU units)",
                    ContainerInsights: "CpuReserved (in CPU units)")),
            Family.OfTask("ecs_task_memory_limit_bytes", MetricType.Gauge,
                "Memory limit of the task. Absent if the task definition has none, which EC2 allows.",
                static task => task.MemoryLimitMebibytes * Limits.BytesPerMebibyte,
                new("M.Limits.Memory (MiB), if more than 0", Platforms.All,
                    GoExporter: "ecs_task_memory_limit_bytes",
                    Telegraf: "ecs_task.limit_mem (in MiB)",
                    OpenTelemetry: "ecs.task.memory.reserved (in MiB)",
                    ContainerInsights: "MemoryReserved (in MB)")),
            Family.OfTask("ecs_task_ephemeral_storage_used_bytes", MetricType.Gauge,
                "Ephemeral storage that the task uses, including images.",
                static task => task.EphemeralStorageUsedMebibytes * Limits.BytesPerMebibyte,
                new("M.EphemeralStorageMetrics.Utilized (MiB)", Platforms.FargateLinux,
                    GoExporter: "ecs_task_ephemeral_storage_used_bytes",
                    OpenTelemetry: "ecs.task.ephemeral_storage.utilized (in MiB)",
                    ContainerInsights: "EphemeralStorageUtilized (in GB)")),
            Family.OfTask("ecs_task_ephemeral_storage_allocated_bytes", MetricType.Gauge,
                "Ephemeral storage that the task has.",
                static task => task.EphemeralStorageReservedMebibytes * Limits.BytesPerMebibyte,
                new("M.EphemeralStorageMetrics.Reserved (MiB)", Platforms.FargateLinux,
                    GoExporter: "ecs_task_ephemeral_storage_allocated_bytes",
                    OpenTelemetry: "ecs.task.ephemeral_storage.reserved (in MiB)",
                    ContainerInsights: "EphemeralStorageReserved (in GB)")),
            Family.OfTask("ecs_task_image_pull_start_timestamp_seconds", MetricType.Gauge,
                "Unix time when the first image pull of the task began.",
                static task => task.PullStartedAt?.UnixSeconds,
                new("M.PullStartedAt", Platforms.All,
                    GoExporter: "ecs_task_image_pull_start_timestamp_seconds",
                    OpenTelemetry: "resource attribute aws.ecs.task.pull_started_at")),
            Family.OfTask("ecs_task_image_pull_stop_timestamp_seconds", MetricType.Gauge,
                "Unix time when the last image pull of the task ended.",
                static task => task.PullStoppedAt?.UnixSeconds,
                new("M.PullStoppedAt", Platforms.All,
                    GoExporter: "ecs_task_image_pull_stop_timestamp_seconds",
                    OpenTelemetry: "resource attribute aws.ecs.task.pull_stopped_at")),
            Family.OfTask("ecs_task_execution_stopped_timestamp_seconds", MetricType.Gauge,
                "Unix time when the containers of the task stopped.",
                static task => task.ExecutionStoppedAt?.UnixSeconds,
                new("M.ExecutionStoppedAt", Platforms.All)),
            new("ecs_task_containers", MetricType.Gauge,
                "Published containers of the task by last known status.",
                ["known_status"], CountContainers)
            { Reference = new("C.KnownStatus", Platforms.All) },
            Family.OfTask("ecs_task_clock_error_bound_seconds", MetricType.Gauge,
                "Maximum error of the host's clock.",
                static task => task.ClockDrift?.ErrorBoundMilliseconds * 1e-3,
                new("M.ClockDrift.ClockErrorBound (ms); 0 when ClockDrift lacks it, as the endpoint omits a zero", Platforms.FargateAndManagedInstances)),
            Family.OfTask("ecs_task_clock_synchronized", MetricType.Gauge,
                "Whether the host's clock is synchronized (1) or not (0).",
                static task => task.ClockDrift?.SynchronizationStatus is { } status ? status == "SYNCHRONIZED" ? 1 : 0 : null,
                new("M.ClockDrift.ClockSynchronizationStatus", Platforms.FargateAndManagedInstances)),
            Family.OfTask("ecs_task_clock_reference_timestamp_seconds", MetricType.Gauge,
                "Unix time when the error of the host's clock was measured.",
                static task => task.ClockDrift?.ReferenceTime?.UnixSeconds,
                new("M.ClockDrift.ReferenceTimestamp", Platforms.FargateAndManagedInstances)),
            Family.OfTask("ecs_task_fault_injection_enabled", MetricType.Gauge,
                "Whether AWS Fault Injection Service may inject faults into the task (1) or not (0).",
                static task => task.FaultInjectionEnabled is { } enabled ? enabled ? 1 : 0 : null,
                new("M.FaultInjectionEnabled", "newer agents")),
        ]);

    private static MetricFamily<TaskSnapshot> Info(
        string name, string help, string[] labels, Action<TaskIdentity, TaskMetadataDocument, Samples> add, MetricReference reference) =>
        new(name, MetricType.Gauge, help, labels, (snapshot, samples) =>
        {
            if (snapshot.Task is { } task)
            {
                add(snapshot.Identity, task, samples);
            }
        })
        { Reference = reference };

    private static void CountContainers(TaskSnapshot snapshot, Samples samples)
    {
        var counts = snapshot.Containers.CountBy(static container => container.Metadata.KnownStatus ?? "");
        foreach (var (status, count) in counts.OrderBy(static count => count.Key, Ordinal.Comparer))
        {
            samples.Add(status, count);
        }
    }
}

/// <summary>Labels that identify the task of a series.</summary>
public static class TaskLabels
{
    /// <summary>The labels that <c>--metrics.task-labels</c> accepts, with their names.</summary>
    public static IReadOnlyList<(string Name, CommonLabel<TaskSnapshot> Label)> Choices { get; } =
    [
        Choice("cluster", static task => task.ClusterName),
        Choice("family", static task => task.Family),
        Choice("revision", static task => task.Revision),
        Choice("task_id", static task => task.ArnParts.TaskId),
        Choice("service", static task => task.ServiceName),
    ];

    private static (string Name, CommonLabel<TaskSnapshot> Label) Choice(string name, Func<TaskIdentity, string?> value) =>
        (name, new CommonLabel<TaskSnapshot>(name, $"--metrics.task-labels={name}", snapshot => value(snapshot.Identity) ?? "") { IsAboutTask = true });
}
