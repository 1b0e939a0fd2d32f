// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Families;

/// <summary>
/// The states that a family always has a series for, so that an alert on one of them has something to look at. ECS may add others at any time, and the
/// actual one always has a series too.
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

    /// <summary>The well-known states and the actual one, in ordinal order.</summary>
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
