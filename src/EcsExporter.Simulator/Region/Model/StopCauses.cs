// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>The causes for which tasks stop, with the texts of ECS and the page that documents them.</summary>
public static class StopCauses
{
    private const string FailedToStart = "TaskFailedToStart";
    private const string Scheduler = "ServiceSchedulerInitiated";

    // Pages of the Amazon ECS Developer Guide by file name.
    private const string ErrorCodes = "Developer Guide, stopped-task-error-codes";
    private const string PullErrors = "Developer Guide, task_cannot_pull_image";
    private const string ResourceErrors = "Developer Guide, resource-initialization-error";
    private const string StartErrors = "Developer Guide, cannot-start-container";
    private const string EventMessages = "Developer Guide, service-event-messages";
    private const string Maintenance = "Developer Guide, task-maintenance";
    private const string Spot = "Developer Guide, fargate-capacity-providers";
    private const string KnowledgeCenter = "AWS re:Post, Why is my Amazon ECS task stopped?";

    /// <summary>A container used more memory than its limit.</summary>
    public static StopCause OutOfMemory { get; } =
        new("out-of-memory", "out_of_memory", "EssentialContainerExited", "Essential container in task exited", ErrorCodes)
        {
            ExitCode = 137,
            ContainerReason = "OutOfMemoryError: Container killed due to memory usage",
        };

    /// <summary>The image does not exist, or the task may not read it.</summary>
    public static StopCause CannotPullImage { get; } = new(
        "image-not-found",
        "cannot_pull_image",
        FailedToStart,
        "CannotPullContainerError: API error (404): repository 111122223333.dkr.ecr.us-east-1.amazonaws.com/example/app not found",
        PullErrors);

    /// <summary>The load balancer found the task unhealthy.</summary>
    public static StopCause LoadBalancerHealthCheck { get; } = new(
        "load-balancer-health-check",
        "health_check",
        Scheduler,
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/app/7a7a1fcbd0455d4b)",
        EventMessages)
        { ExitCode = 137 };

    /// <summary>The application ended with an error.</summary>
    public static StopCause EssentialExit { get; } =
        new("essential-exit", "essential_exit", "EssentialContainerExited", "Essential container in task exited", EventMessages) { ExitCode = 1 };

    /// <summary>The service wants fewer tasks.</summary>
    public static StopCause Scaling { get; } =
        new("scaling", "scaling", Scheduler, "Scaling activity initiated by (deployment {deployment})", EventMessages) { ExitCode = 0 };

    /// <summary>A newer deployment replaces the task. The text is the same as for <see cref="Scaling"/>; only the deployment's status differs.</summary>
    public static StopCause Deployment { get; } = Scaling with { Name = "deployment", Reason = "deployment" };

    /// <summary>The EC2 instance of the task is gone.</summary>
    public static StopCause HostTerminated { get; } =
        new("host-terminated", "host_terminated", "TerminationNotice", "Host EC2 (instance {instance}) terminated.", EventMessages);

    /// <summary>Somebody called StopTask without giving a reason.</summary>
    public static StopCause User { get; } = new("user", "user", "UserInitiated", "Task stopped by user", KnowledgeCenter) { ExitCode = 143 };

    /// <summary>Every cause. Each reason of the closed set has at least one.</summary>
    public static IReadOnlyList<StopCause> All { get; } =
    [
        OutOfMemory,
        CannotPullImage,
        new(
            "registry-out-of-reach",
            "cannot_pull_image",
            FailedToStart,
            "CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-east-1.amazonaws.com/v2/: net/http: request canceled while waiting "
                + "for connection",
            PullErrors),
        new(
            "disk-full",
            "cannot_pull_image",
            FailedToStart,
            "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device",
            PullErrors),
        new(
            "pull-retried",
            "cannot_pull_image",
            FailedToStart,
            "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code",
            PullErrors),
        new("pull-on-ec2", "cannot_pull_image", FailedToStart, "Task failed to start", PullErrors)
        {
            ContainerReason = "CannotPullContainerError: Error response from daemon: You have reached your pull rate limit. You may increase the limit by "
                + "authenticating and upgrading: https://www.docker.com/increase-rate-limits.",
        },
        new(
            "secret-out-of-reach",
            "resource_initialization",
            FailedToStart,
            "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: "
                + "service call has been retried 1 time(s)",
            ResourceErrors),
        new(
            "logger-arguments",
            "resource_initialization",
            FailedToStart,
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream",
            ResourceErrors),
        new("start-refused", "cannot_start", FailedToStart, "Task failed to start", StartErrors)
        {
            ContainerReason = "CannotStartContainerError: Error response from daemon: failed to initialize logging driver",
        },
        new("start-on-fargate", "cannot_start", FailedToStart, "CannotStartContainerError: failed to get container status: signal: killed", StartErrors),
        new("create-refused", "cannot_start", FailedToStart, "Task failed to start", "Developer Guide, CannotCreateContainerError")
        {
            ContainerReason = "CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free data blocks which is less than minimum required "
                + "4454 free data blocks. Create more free space in thin pool or use dm.min_free_space option to change behavior",
        },
        new(
            "start-timed-out",
            "cannot_start",
            FailedToStart,
            "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded",
            ErrorCodes),
        LoadBalancerHealthCheck,
        new("classic-load-balancer", "health_check", Scheduler, "Task failed ELB health checks in (elb app)", EventMessages) { ExitCode = 0 },
        new("container-health-check", "health_check", Scheduler, "Task failed container health checks", KnowledgeCenter) { ExitCode = 143 },
        new(
            "maintenance",
            "infrastructure_health",
            Scheduler,
            "ECS is performing maintenance on the underlying infrastructure hosting the task",
            Maintenance)
            { ExitCode = 0 },
        new(
            "maintenance-of-a-service",
            "infrastructure_health",
            Scheduler,
            "Service {service}: ECS is performing maintenance on the underlying infrastructure hosting the task",
            Maintenance)
            { ExitCode = 0 },
        EssentialExit,
        EssentialExit with { Name = "essential-success", ExitCode = 0 },
        EssentialExit with { Name = "segmentation-fault", ExitCode = 139 },
        new("spot", "spot_interruption", "SpotInterruption", "Your Spot Task was interrupted.", Spot) { ExitCode = 143 },
        new("spot-notice", "spot_interruption", "TerminationNotice", "Your Spot Task was interrupted.", Spot) { ExitCode = 143 },
        HostTerminated,
        HostTerminated with { Name = "host-stopped", StoppedReason = "Host EC2 (instance {instance}) stopped." },
        Scaling,
        Deployment,
        User,
        User with { Name = "user-with-reason", StoppedReason = "restarted by jane@example.com, ticket 4711", Source = "API Reference, StopTask, reason" },
        new("unknown", "other", "QuotaExceeded", "A text that no documentation has", "Invented: ECS adds stop codes and texts over time"),
    ];

    /// <summary>The cause with this exact name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such cause.</exception>
    public static StopCause Find(string name)
    {
        foreach (var cause in All)
        {
            if (cause.Name == name)
            {
                return cause;
            }
        }

        throw new KeyNotFoundException($"there is no stop cause {name}");
    }
}
