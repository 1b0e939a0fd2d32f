// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Model;

/// <summary>Why a task stopped: a closed set, so that alerts have something to count on. The values of the label <c>reason</c>.</summary>
internal enum StopReason
{
    /// <summary>The kernel ended a container that used more memory than it may.</summary>
    OutOfMemory,

    /// <summary>The image does not exist, may not be read, or its registry is out of reach.</summary>
    CannotPullImage,

    /// <summary>Secrets, a log stream, a network interface or a volume could not be set up.</summary>
    ResourceInitialization,

    /// <summary>A container could not be created or started, or the task could not start for another reason.</summary>
    CannotStart,

    /// <summary>The health check of the load balancer or of a container failed.</summary>
    HealthCheck,

    /// <summary>AWS replaces what the task runs on.</summary>
    InfrastructureHealth,

    /// <summary>An essential container ended by itself, with whatever exit code.</summary>
    EssentialExit,

    /// <summary>AWS took a spot capacity back.</summary>
    SpotInterruption,

    /// <summary>The container instance was stopped, terminated, drained or deregistered.</summary>
    HostTerminated,

    /// <summary>The service wanted fewer tasks.</summary>
    Scaling,

    /// <summary>A newer deployment replaced the task.</summary>
    Deployment,

    /// <summary>Somebody stopped the task.</summary>
    User,

    /// <summary>A reason that the exporter does not know.</summary>
    Other,
}

/// <summary>What metrics and the page call the reasons.</summary>
internal static class StopReasons
{
    /// <summary>All reasons, in ordinal order of their labels.</summary>
    public static ReadOnlySpan<StopReason> All =>
    [
        StopReason.CannotPullImage, StopReason.CannotStart, StopReason.Deployment, StopReason.EssentialExit, StopReason.HealthCheck,
        StopReason.HostTerminated, StopReason.InfrastructureHealth, StopReason.Other, StopReason.OutOfMemory, StopReason.ResourceInitialization,
        StopReason.Scaling, StopReason.SpotInterruption, StopReason.User,
    ];

    /// <summary>The reason as a label value.</summary>
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
