// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>What is known of a region after a refresh: of each part the last complete state. Immutable.</summary>
internal sealed record ClusterState
{
    /// <summary>Before the first refresh.</summary>
    public static ClusterState Initial { get; } = new();

    /// <summary>The clusters, by name, without what is in them.</summary>
    public Part<EcsCluster> ClusterList { get; init; } = Part<EcsCluster>.Unread;

    /// <summary>The clusters with what is in them, by name.</summary>
    public ImmutableArray<ClusterReading> Clusters { get; init; } = [];

    /// <summary>The task definitions in use, by ARN; null stands for one that does not exist any more.</summary>
    public IReadOnlyDictionary<string, EcsTaskDefinition?> Definitions { get; init; } = ImmutableDictionary<string, EcsTaskDefinition?>.Empty;

    /// <summary>Why some task definitions could not be read; null when all were.</summary>
    public ApiFailure? DefinitionsFailure { get; init; }

    /// <summary>The EC2 instances among the container instances, by id.</summary>
    public IReadOnlyDictionary<string, Ec2Instance> Hosts { get; init; } = ImmutableDictionary<string, Ec2Instance>.Empty;

    /// <summary>Why some instances could not be read; null when all were.</summary>
    public ApiFailure? HostsFailure { get; init; }

    /// <summary>Stopped tasks since the start, by cluster and service.</summary>
    public ImmutableArray<StopCount> StopCounts { get; init; } = [];

    /// <summary>Whether the last refresh got any answer; null before the first.</summary>
    public bool? IsUp { get; init; }

    /// <summary>
    /// Whether every part that discovery needs has been read at least once, or is denied to the role; stays so afterwards. Before that, a list of targets
    /// might lack some that run.
    /// </summary>
    public bool IsComplete { get; init; }

    /// <summary>When the last refresh ended; null before the first.</summary>
    public DateTimeOffset? RefreshedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The time from its beginning to that of the next one.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>What failed in the last refresh.</summary>
    public IEnumerable<ApiFailure> Failures() =>
        Clusters.SelectMany(static cluster => cluster.Parts()).Select(static part => part.Failure)
            .Prepend(ClusterList.Failure).Append(DefinitionsFailure).Append(HostsFailure).OfType<ApiFailure>();

    /// <summary>Whether <see cref="IsComplete"/> holds by this refresh alone.</summary>
    public bool HasEverythingForDiscovery() =>
        ClusterList.ReadAt is not null
        && Clusters.All(static cluster => cluster.Tasks.IsSettled && cluster.Services.IsSettled && cluster.Instances.IsSettled)
        && (Clusters.IsEmpty || Clusters.Any(static cluster => cluster.Tasks.ReadAt is not null))
        && IsSettled(DefinitionsFailure) && IsSettled(HostsFailure);

    private static bool IsSettled(ApiFailure? failure) => failure is null or { Reason: ApiFailureReason.AccessDenied };
}
