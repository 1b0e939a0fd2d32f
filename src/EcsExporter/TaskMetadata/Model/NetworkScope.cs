// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>Whose traffic a container's interface counters count.</summary>
public enum NetworkScope
{
    /// <summary>Nobody's that belongs to the task: the host's network, or none.</summary>
    None,

    /// <summary>The container's alone.</summary>
    Container,

    /// <summary>The whole task's; every container reports the same counters, a moment apart.</summary>
    Task,
}

/// <summary>Tells network scopes from modes and launch types.</summary>
internal static class NetworkScopes
{
    /// <summary>
    /// The scope of a container's interfaces, by its network mode, else by the task's (a task has one mode), else by the
    /// launch type: where the mode is missing or not known, Fargate and Managed Instances give the task one network, and
    /// counting that once for each container would be wrong. Managed Daemons have <c>daemon-bridge</c>, one network namespace
    /// for the task (amazon-ecs-agent, ecs-agent/netlib, ConfigureDaemonNetNS).
    /// </summary>
    public static NetworkScope Of(Container container, TaskIdentity task) =>
        (container.NetworkMode ?? task.NetworkMode) switch
        {
            "awsvpc" or "daemon-bridge" => NetworkScope.Task,
            "host" or "none" => NetworkScope.None,
            "bridge" or "default" or "nat" => NetworkScope.Container,
            _ => HasOneNetwork(task.LaunchType) ? NetworkScope.Task : NetworkScope.Container,
        };

    /// <summary>Whether tasks of this launch type have one network each, unless their mode says otherwise.</summary>
    public static bool HasOneNetwork(string? launchType) => launchType is "FARGATE" or "MANAGED_INSTANCES";
}
