// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Holds the state of a region after a refresh. Each part has its last complete state. Immutable.</summary>
internal sealed class ClusterState
{
    /// <summary>The value before the first refresh.</summary>
    public static ClusterState Initial { get; } = new();

    /// <summary>The clusters by name, without their contents.</summary>
    public Part<EcsCluster> ClusterList { get; init; } = new("clusters");

    /// <summary>The clusters by name, with their contents.</summary>
    public ClusterReading[] Clusters { get; init; } = [];

    /// <summary>The names or ARNs from <c>--cluster.name</c>; empty for all clusters of the region.</summary>
    public IReadOnlyList<string> WantedClusters { get; init; } = [];

    /// <summary>The <see cref="WantedClusters"/> that do not exist in the region.</summary>
    public string[] MissingClusters { get; init; } = [];

    /// <summary>The task definitions in use, by ARN; null for one that no longer exists.</summary>
    public Dictionary<string, EcsTaskDefinition?> Definitions { get; init; } = [];

    /// <summary>Why some task definitions could not be read; null when all were.</summary>
    public ApiFailure? DefinitionsFailure { get; init; }

    /// <summary>The EC2 instances of the container instances, by instance ID.</summary>
    public Dictionary<string, Ec2Instance> Hosts { get; init; } = [];

    /// <summary>Why some instances could not be read; null when all were.</summary>
    public ApiFailure? HostsFailure { get; init; }

    /// <summary>Stopped tasks since the start, by cluster and service.</summary>
    public StopCount[] StopCounts { get; init; } = [];

    /// <summary>Whether any request of the last refresh succeeded; null before the first refresh.</summary>
    public bool? IsUp { get; init; }

    /// <summary>Whether the previous state was complete.</summary>
    public bool WasComplete { get; init; }

    /// <summary>When the last refresh ended; null before the first refresh.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }

    /// <summary>How long the last refresh took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time from the start of the last refresh to the start of the next.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>
    /// Whether discovery may serve targets: every part that it needs has been read at least once, or the role has no permission to read it. Before
    /// that, the list might lack running targets. Once true, it stays true.
    /// </summary>
    public bool IsComplete => WasComplete || HasEverythingForDiscovery();

    /// <summary>The number of services in all clusters.</summary>
    public int ServiceCount
    {
        get
        {
            var count = 0;
            foreach (var cluster in Clusters)
            {
                count += cluster.Services.Items.Length;
            }

            return count;
        }
    }

    /// <summary>Returns the failures of the last refresh. Each pair of action and reason occurs once.</summary>
    public List<ApiFailure> Failures()
    {
        List<ApiFailure> failures = [];
        Add(ClusterList.Failure);
        foreach (var cluster in Clusters)
        {
            foreach (var part in cluster.Parts())
            {
                Add(part.Failure);
            }
        }

        Add(DefinitionsFailure);
        Add(HostsFailure);
        return failures;

        void Add(ApiFailure? failure)
        {
            if (failure is not null && !failures.Exists(known => known.Action == failure.Action && known.Reason == failure.Reason))
            {
                failures.Add(failure);
            }
        }
    }

    private bool HasEverythingForDiscovery()
    {
        var hasTasks = Clusters.Length == 0;
        foreach (var cluster in Clusters)
        {
            if (!cluster.Tasks.IsSettled || !cluster.Services.IsSettled || !cluster.Instances.IsSettled)
            {
                return false;
            }

            hasTasks |= cluster.Tasks.ReadAt is not null;
        }

        return hasTasks && ClusterList.ReadAt is not null && IsSettled(DefinitionsFailure) && IsSettled(HostsFailure);
    }

    private static bool IsSettled(ApiFailure? failure) => failure is null or { Reason: ApiFailureReason.AccessDenied };
}
