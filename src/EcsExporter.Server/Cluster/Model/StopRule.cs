// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// Maps what AWS reports about a stopped task to a reason. AWS adds stop codes and texts over time. A task that no rule matches is
/// <see cref="StopReason.Other"/>.
/// </summary>
/// <param name="reason">The reason when the rule matches.</param>
/// <param name="stopCode">The stop code that the task must have; null if any matches.</param>
/// <param name="text">The text that AWS's message must contain; null if any matches.</param>
/// <param name="place">Where to search the text.</param>
/// <param name="source">The AWS page that documents the code or the text.</param>
internal sealed class StopRule(StopReason reason, string? stopCode, string? text, StopText place, string source)
{
    // Pages under https://docs.aws.amazon.com/AmazonECS/latest/developerguide/, and in the AWS knowledge center.
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
    /// The rules. The first that matches decides. A stop by the user, the scheduler or the host takes precedence over the containers' texts, because
    /// a container that was killed earlier does not explain why its task was scaled in. A user may stop a task with any text, so there the stop code
    /// decides.
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

    /// <summary>Whether the rule matches the task.</summary>
    public bool Fits(EcsTask task) =>
        (stopCode is null || stopCode == task.StopCode)
        && (text is null || Has(task.StoppedReason) || (place == StopText.Any && Array.Exists(task.Containers, container => Has(container.Reason))));

    private bool Has(string? words) => words?.Contains(text!, StringComparison.Ordinal) == true;
}

/// <summary>The fields to search for a text of AWS.</summary>
internal enum StopText
{
    /// <summary>The task's <c>stoppedReason</c>.</summary>
    Task,

    /// <summary>The task's <c>stoppedReason</c>, and the <c>reason</c> of each container.</summary>
    Any,
}

/// <summary>Classifies why a task stopped.</summary>
internal static class StopClassifier
{
    /// <summary>Returns the reason.</summary>
    /// <param name="task">A stopped task.</param>
    /// <param name="service">The task's service; null when it has none, or when it is not known.</param>
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
    /// Whether a deployment replaced the task. The scheduler writes the same text when a service scales in and when a deployment replaces its tasks.
    /// The task was replaced if another deployment was already the primary one when the task was stopped.
    /// </summary>
    private static bool IsReplaced(EcsTask task, EcsService? service) =>
        service?.PrimaryDeployment is { Id: { } primary, CreatedAt: { } createdAt }
        && task.StartedBy is { } own
        && own != primary
        && createdAt <= (task.StoppingAt ?? task.StoppedAt);
}
