// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>
/// Result of a container's health check: <c>Health</c>, which is there, if only as <c>{}</c>, whenever the task definition has
/// a check. The EC2 agent leaves the status out while the result is UNKNOWN (agent/handlers/v2/response.go).
/// </summary>
/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>unknown</c>, in lower case; unknown when left out: <c>status</c>.</param>
/// <param name="Since">Since when: <c>statusSince</c>.</param>
public readonly record struct ContainerHealth(string Status, Timestamp? Since)
{
    private const string Unknown = "unknown";

    internal static ContainerHealth? Read(ref JsonCursor json)
    {
        if (!json.BeginObject())
        {
            return null;
        }

        var health = new ContainerHealth(Unknown, null);
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "status": health = health with { Status = json.Text()?.ToLowerInvariant() ?? Unknown }; break;
                case "statusSince": health = health with { Since = json.Time() }; break;
                default: json.Skip(); break;
            }
        }

        return health;
    }
}
