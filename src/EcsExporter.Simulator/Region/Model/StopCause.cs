// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>Why a task stops, with the texts that ECS gives. <see cref="StopCauses.All"/> lists the causes that are simulated.</summary>
/// <param name="Name">The name in this simulator: lower-case words joined with hyphens.</param>
/// <param name="Reason">The reason that an exporter should report: one of <c>out_of_memory</c>, <c>cannot_pull_image</c>,
/// <c>resource_initialization</c>, <c>cannot_start</c>, <c>health_check</c>, <c>infrastructure_health</c>, <c>essential_exit</c>,
/// <c>spot_interruption</c>, <c>host_terminated</c>, <c>scaling</c>, <c>deployment</c>, <c>user</c>, <c>other</c>.</param>
/// <param name="StopCode">The field <c>stopCode</c> of the task.</param>
/// <param name="StoppedReason">The field <c>stoppedReason</c> of the task, with the placeholders <c>{deployment}</c>, <c>{service}</c> and
/// <c>{instance}</c>.</param>
/// <param name="Source">Where the text is documented.</param>
public sealed record StopCause(string Name, string Reason, string StopCode, string StoppedReason, string Source)
{
    /// <summary>The field <c>exitCode</c> of the first container; null when the container has none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The field <c>reason</c> of the first container; null when the container has none.</summary>
    public string? ContainerReason { get; init; }

    /// <summary>Whether the task stops before any of its containers runs.</summary>
    public bool FailsToStart => StopCode == "TaskFailedToStart";

    /// <summary>
    /// Whether a deployment counts the task in <c>failedTasks</c>: it did not start, or it failed a health check. Source: Amazon ECS API Reference,
    /// Deployment, failedTasks.
    /// </summary>
    public bool FailsDeployment => FailsToStart || Reason == "health_check";
}

/// <summary>A stop that is planned for a task when it is created.</summary>
/// <param name="cause">Why the task stops.</param>
/// <param name="after">The time from its creation to the decision to stop it.</param>
public sealed class PlannedStop(StopCause cause, TimeSpan after)
{
    /// <summary>Why the task stops.</summary>
    public StopCause Cause { get; } = cause;

    /// <summary>The time from its creation to the decision to stop it.</summary>
    public TimeSpan After { get; } = after;
}
