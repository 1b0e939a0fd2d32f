// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Tells network scopes from modes and launch types.</summary>
internal static class NetworkScopes
{
    /// <summary>
    /// The scope of a container's interfaces, by its network mode, else by that of the first container which has one (a
    /// task has one mode), else by the launch type, which decides the mode where there is no choice.
    /// </summary>
    public static NetworkScope Of(Container container, TaskMetadataDocument task) =>
        (container.NetworkMode ?? task.NetworkMode) switch
        {
            "awsvpc" => NetworkScope.Task,
            "host" or "none" => NetworkScope.None,
            null when task.LaunchType is "FARGATE" or "MANAGED_INSTANCES" => NetworkScope.Task,
            _ => NetworkScope.Container,
        };
}
