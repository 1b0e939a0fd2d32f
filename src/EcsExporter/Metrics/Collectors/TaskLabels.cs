// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Labels that say which task a series is of.</summary>
public static class TaskLabels
{
    /// <summary>Those to choose from, by name.</summary>
    public static IReadOnlyList<(string Name, CommonLabel<TaskSnapshot> Label)> Choices { get; } =
    [
        Choice("cluster", static task => task.ClusterName),
        Choice("family", static task => task.Family),
        Choice("revision", static task => task.Revision),
        Choice("task_id", static task => task.ArnParts.TaskId),
        Choice("service", static task => task.ServiceName),
    ];

    private static (string Name, CommonLabel<TaskSnapshot> Label) Choice(string name, Func<TaskIdentity, string?> value) =>
        (name, new CommonLabel<TaskSnapshot>(name, $"--metrics.task-labels={name}", snapshot => value(snapshot.Identity) ?? "") { IsAboutTask = true });
}
