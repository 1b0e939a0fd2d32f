// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Which of the task's containers are published.</summary>
/// <param name="IncludeInternal">Whether containers that ECS runs for its own purposes (pause containers) are published too.</param>
public sealed record ContainerSelection(bool IncludeInternal = false)
{
    /// <summary>Whether the container is published.</summary>
    public bool Includes(Container container) => IncludeInternal || !container.IsInternal;
}
