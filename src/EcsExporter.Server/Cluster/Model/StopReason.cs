// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Model;

/// <summary>Why a task stopped. Each value is a value of the label <c>reason</c>; the set is closed, so that alerts can name the reasons.</summary>
internal enum StopReason
{
    /// <summary>The kernel killed a container that exceeded its memory limit.</summary>
    OutOfMemory,

    /// <summary>The image does not exist, may not be pulled, or its registry cannot be reached.</summary>
    CannotPullImage,

    /// <summary>Secrets, a log stream, a network interface or a volume could not be set up.</summary>
    ResourceInitialization,

    /// <summary>A container could not be created or started, or the task could not start for another reason.</summary>
    CannotStart,

    /// <summary>The health check of the load balancer or of a container failed.</summary>
    HealthCheck,

    /// <summary>AWS replaces the infrastructure of the task.</summary>
    InfrastructureHealth,

    /// <summary>An essential container exited by itself, with any exit code.</summary>
    EssentialExit,

    /// <summary>AWS reclaimed spot capacity.</summary>
    SpotInterruption,

    /// <summary>The container instance was stopped, terminated, drained or deregistered.</summary>
    HostTerminated,

    /// <summary>The service scaled in.</summary>
    Scaling,

    /// <summary>A newer deployment replaced the task.</summary>
    Deployment,

    /// <summary>A user stopped the task.</summary>
    User,

    /// <summary>A reason that the exporter does not know.</summary>
    Other,
}

/// <summary>Maps the reasons to label values.</summary>
internal static class StopReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<StopReason> All =>
    [
        StopReason.CannotPullImage, StopReason.CannotStart, StopReason.Deployment, StopReason.EssentialExit, StopReason.HealthCheck,
        StopReason.HostTerminated, StopReason.InfrastructureHealth, StopReason.Other, StopReason.OutOfMemory, StopReason.ResourceInitialization,
        StopReason.Scaling, StopReason.SpotInterruption, StopReason.User,
    ];

    public static string Label(this StopReason reason) => reason switch
    {
        StopReason.OutOfMemory => "out_of_memory",
        StopReason.CannotPullImage => "cannot_pull_image",
        StopReason.ResourceInitialization => "resource_initialization",
        StopReason.CannotStart => "cannot_start",
        StopReason.HealthCheck => "health_check",
        StopReason.InfrastructureHealth => "infrastructure_health",
        StopReason.EssentialExit => "essential_exit",
        StopReason.SpotInterruption => "spot_interruption",
        StopReason.HostTerminated => "host_terminated",
        StopReason.Scaling => "scaling",
        StopReason.Deployment => "deployment",
        StopReason.User => "user",
        StopReason.Other => "other",
    };
}
