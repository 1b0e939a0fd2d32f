// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What is known of a region after a refresh: of each part the last complete state. Immutable.</summary>
internal sealed class ClusterState
{
    /// <summary>Before the first refresh.</summary>
    public static ClusterState Initial { get; } = new();

    /// <summary>The clusters, by name, without what is in them.</summary>
    public Part<EcsCluster> ClusterList { get; init; } = new("clusters");

    /// <summary>The clusters with what is in them, by name.</summary>
    public ClusterReading[] Clusters { get; init; } = [];

    /// <summary>The names or ARNs that <c>--cluster.name</c> gives; empty for all clusters of the region.</summary>
    public IReadOnlyList<string> WantedClusters { get; init; } = [];

    /// <summary>Those of <see cref="WantedClusters"/> that the region does not have.</summary>
    public string[] MissingClusters { get; init; } = [];

    /// <summary>The task definitions in use, by ARN; null stands for one that does not exist any more.</summary>
    public Dictionary<string, EcsTaskDefinition?> Definitions { get; init; } = [];

    /// <summary>Why some task definitions could not be read; null when all were.</summary>
    public ApiFailure? DefinitionsFailure { get; init; }

    /// <summary>The EC2 instances among the container instances, by id.</summary>
    public Dictionary<string, Ec2Instance> Hosts { get; init; } = [];

    /// <summary>Why some instances could not be read; null when all were.</summary>
    public ApiFailure? HostsFailure { get; init; }

    /// <summary>Stopped tasks since the start, by cluster and service.</summary>
    public StopCount[] StopCounts { get; init; } = [];

    /// <summary>Whether the last refresh got any answer; null before the first.</summary>
    public bool? IsUp { get; init; }

    /// <summary>Whether the state before was complete.</summary>
    public bool WasComplete { get; init; }

    /// <summary>When the last refresh ended; null before the first.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time from its beginning to that of the next one.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>
    /// Whether every part that discovery needs has been read at least once, or is denied to the role; stays so afterwards. Before that, a list of targets
    /// might lack some that run.
    /// </summary>
    public bool IsComplete => WasComplete || HasEverythingForDiscovery();

    /// <summary>The services of all clusters together.</summary>
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

    /// <summary>What failed in the last refresh; each action and reason once.</summary>
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
