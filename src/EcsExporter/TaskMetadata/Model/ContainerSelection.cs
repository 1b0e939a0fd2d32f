// SPDX-License-Identifier: Apache-2.0
using System.IO.Enumeration;
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>Which of the task's containers are published. Figures of the whole task never depend on it.</summary>
/// <param name="IncludeInternal">Whether containers that ECS runs for its own purposes (pause containers) are published too.</param>
/// <param name="Include">Globs (<c>*</c>, <c>?</c>) of which a name must match one; empty for all names.</param>
/// <param name="Exclude">Globs of which a name must match none.</param>
public sealed record ContainerSelection(bool IncludeInternal, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>All containers but ECS's own.</summary>
    public static ContainerSelection Default { get; } = new(false, [], []);

    /// <summary>Whether the container is published.</summary>
    public bool Includes(Container container) =>
        (IncludeInternal || !container.IsInternal)
        && (Include.Count == 0 || Matches(Include, container.Name))
        && !Matches(Exclude, container.Name);

    private static bool Matches(IReadOnlyList<string> globs, string name)
    {
        foreach (var glob in globs)
        {
            if (FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false))
            {
                return true;
            }
        }

        return false;
    }
}
