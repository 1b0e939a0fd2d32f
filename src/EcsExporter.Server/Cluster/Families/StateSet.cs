// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Families;

/// <summary>
/// Holds the states for which a family always has a series, so that an alert on a state does not lack its series. ECS may add states at any time, and
/// the current state always has a series too.
/// </summary>
/// <param name="sorted">The states, in ordinal order.</param>
internal sealed class StateSet(params string[] sorted)
{
    /// <summary>
    /// The states of a service.
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html"/>
    /// </summary>
    public static StateSet Service { get; } = new("ACTIVE", "DRAINING", "INACTIVE");

    /// <summary>
    /// The states of a rollout.
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html"/>
    /// </summary>
    public static StateSet Rollout { get; } = new("COMPLETED", "FAILED", "IN_PROGRESS");

    /// <summary>
    /// The states of a container instance.
    /// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html"/>
    /// </summary>
    public static StateSet Instance { get; } = new("ACTIVE", "DEREGISTERING", "DRAINING", "REGISTERING", "REGISTRATION_FAILED");

    /// <summary>Returns the known states and the current one, in ordinal order.</summary>
    public string[] With(string actual)
    {
        if (Array.IndexOf(sorted, actual) >= 0)
        {
            return sorted;
        }

        string[] all = [.. sorted, actual];
        Array.Sort(all, StringComparer.Ordinal);
        return all;
    }
}
