// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>Result of a container's health check: <c>Health</c>, there only when the task definition has a check.</summary>
/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>unknown</c>, in lower case: <c>status</c>.</param>
/// <param name="Since">Since when: <c>statusSince</c>.</param>
public readonly record struct ContainerHealth(string? Status, Timestamp? Since)
{
    internal static ContainerHealth? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var health = default(ContainerHealth);
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "status": health = health with { Status = json.Text()?.ToLowerInvariant() }; break;
                case "statusSince": health = health with { Since = json.Time() }; break;
                default: json.Skip(); break;
            }
        }

        return health == default ? null : health;
    }
}
