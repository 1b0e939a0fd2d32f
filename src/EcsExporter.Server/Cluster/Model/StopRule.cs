// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// One row of the table from what AWS says of a stopped task to the closed set. AWS adds stop codes and texts over time; a task that no row fits is
/// <see cref="StopReason.Other"/>.
/// </summary>
/// <param name="reason">What the row stands for.</param>
/// <param name="stopCode">The stop code that the task must have; null for any or none.</param>
/// <param name="text">What must stand in the text; null for any or none.</param>
/// <param name="place">Which text.</param>
/// <param name="source">The page of AWS that has the code or the text.</param>
internal sealed class StopRule(StopReason reason, string? stopCode, string? text, StopText place, string source)
{
    // Pages below https://docs.aws.amazon.com/AmazonECS/latest/developerguide/, and of AWS's knowledge center.
    private const string Codes = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html (stopCode)";
    private const string StoppedTaskErrors = "developerguide/stopped-task-errors.html";
    private const string ErrorCodes = "developerguide/stopped-task-error-codes.html";
    private const string PullErrors = "developerguide/task_cannot_pull_image.html";
    private const string ResourceErrors = "developerguide/resource-initialization-error.html";
    private const string StartErrors = "developerguide/cannot-start-container.html";
    private const string OutOfMemoryErrors = "developerguide/out-of-memory.html";
    private const string Maintenance = "developerguide/task-maintenance.html";
    private const string Spot = "developerguide/fargate-capacity-providers.html";
    private const string Stopped = "https://repost.aws/knowledge-center/ecs-task-stopped";

    /// <summary>
    /// The rows; the first that fits decides. What the user, the scheduler or the host caused comes before the texts of containers: a container that was
    /// killed earlier does not explain why its task was scaled in. The text of somebody who stops a task may be anything, so the code decides.
    /// </summary>
    public static StopRule[] All { get; } =
    [
        new(StopReason.SpotInterruption, "SpotInterruption", null, StopText.Task, Codes),
        new(StopReason.SpotInterruption, null, "Your Spot Task was interrupted", StopText.Task, Spot),
        new(StopReason.HostTerminated, null, "Host EC2 (instance", StopText.Task, StoppedTaskErrors),
        new(StopReason.HostTerminated, null, "Container instance deregistration forced by user", StopText.Task, StoppedTaskErrors),
        new(StopReason.User, "UserInitiated", null, StopText.Task, Codes),
        new(StopReason.HostTerminated, null, "Task stopped during instance draining", StopText.Task,
            "https://docs.aws.amazon.com/batch/latest/userguide/ecs-managed-instances-instance-draining.html"),
        new(StopReason.InfrastructureHealth, null, "performing maintenance on the underlying infrastructure", StopText.Task, Maintenance),
        new(StopReason.HostTerminated, "TerminationNotice", null, StopText.Task, Codes),
        new(StopReason.HealthCheck, null, "Task failed ELB health checks", StopText.Task, StoppedTaskErrors),
        new(StopReason.HealthCheck, null, "Task failed container health checks", StopText.Task, Stopped),
        new(StopReason.HealthCheck, null, "is unhealthy in", StopText.Task, Stopped),
        new(StopReason.Scaling, null, "Scaling activity initiated by", StopText.Task, StoppedTaskErrors),
        new(StopReason.Other, "ServiceSchedulerInitiated", null, StopText.Task, Codes),
        new(StopReason.User, null, "Task stopped by user", StopText.Task, Stopped),
        new(StopReason.OutOfMemory, null, "OutOfMemoryError", StopText.Any, OutOfMemoryErrors),
        new(StopReason.CannotPullImage, null, "CannotPullContainerError", StopText.Any, PullErrors),
        new(StopReason.CannotPullImage, null, "CannotPullImageManifestError", StopText.Any, PullErrors),
        new(StopReason.CannotPullImage, null, "CannotPullECRContainerError", StopText.Any, PullErrors),
        new(StopReason.ResourceInitialization, null, "ResourceInitializationError", StopText.Any, ResourceErrors),
        new(StopReason.ResourceInitialization, null, "CannotCreateVolumeError", StopText.Any, ErrorCodes),
        new(StopReason.ResourceInitialization, null, "Timeout waiting for network interface provisioning", StopText.Task, ErrorCodes),
        new(StopReason.ResourceInitialization, null, "Timeout waiting for EphemeralStorage provisioning", StopText.Task, ErrorCodes),
        new(StopReason.ResourceInitialization, null, "Unexpected EC2 error while attempting to", StopText.Task, ErrorCodes),
        new(StopReason.CannotStart, null, "CannotStartContainerError", StopText.Any, StartErrors),
        new(StopReason.CannotStart, null, "CannotCreateContainerError", StopText.Any, ErrorCodes),
        new(StopReason.CannotStart, null, "ContainerRuntimeError", StopText.Any, ErrorCodes),
        new(StopReason.CannotStart, null, "ContainerRuntimeTimeoutError", StopText.Any, ErrorCodes),
        new(StopReason.CannotStart, null, "DockerTimeoutError", StopText.Any, ErrorCodes),
        new(StopReason.CannotStart, null, "CannotInspectContainerError", StopText.Any, ErrorCodes),
        new(StopReason.CannotStart, "TaskFailedToStart", null, StopText.Task, Codes),
        new(StopReason.EssentialExit, "EssentialContainerExited", null, StopText.Task, Codes),
        new(StopReason.EssentialExit, null, "Essential container in task exited", StopText.Task, StoppedTaskErrors),
    ];

    public StopReason Reason => reason;

    public string? StopCode => stopCode;

    public string? Text => text;

    public string Source => source;

    /// <summary>Whether the row fits the task.</summary>
    public bool Fits(EcsTask task) =>
        (stopCode is null || stopCode == task.StopCode)
        && (text is null || Has(task.StoppedReason) || (place == StopText.Any && Array.Exists(task.Containers, container => Has(container.Reason))));

    private bool Has(string? words) => words?.Contains(text!, StringComparison.Ordinal) == true;
}

/// <summary>Where a text of AWS stands.</summary>
internal enum StopText
{
    /// <summary>In the task's <c>stoppedReason</c>.</summary>
    Task,

    /// <summary>There, or in the <c>reason</c> of one of its containers.</summary>
    Any,
}

/// <summary>Says why a task stopped.</summary>
internal static class StopClassifier
{
    /// <summary>The reason.</summary>
    /// <param name="task">A stopped task.</param>
    /// <param name="service">Its service; null when it has none, or that is not known.</param>
    public static StopReason Classify(EcsTask task, EcsService? service)
    {
        foreach (var rule in StopRule.All)
        {
            if (rule.Fits(task))
            {
                return rule.Reason == StopReason.Scaling && IsReplaced(task, service) ? StopReason.Deployment : rule.Reason;
            }
        }

        return StopReason.Other;
    }

    /// <summary>
    /// The scheduler writes the same text when the service wants fewer tasks and when a deployment replaces them. They are replaced if another
    /// deployment was the primary one already when the task was told to stop.
    /// </summary>
    private static bool IsReplaced(EcsTask task, EcsService? service) =>
        service?.PrimaryDeployment is { Id: { } primary, CreatedAt: { } createdAt }
        && task.StartedBy is { } own
        && own != primary
        && createdAt <= (task.StoppingAt ?? task.StoppedAt);
}
