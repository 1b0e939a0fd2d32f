// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

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
