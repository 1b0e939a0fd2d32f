// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Reads the list of clusters.</summary>
/// <param name="wanted">Names or ARNs of clusters; empty for all clusters of the region.</param>
internal sealed class ClusterList(IReadOnlyList<string> wanted)
{
    /// <summary>The clusters, by name.</summary>
    public List<EcsCluster> Clusters { get; } = [];

    /// <summary>The wanted clusters that do not exist in the region; null when they could not be read.</summary>
    public string[]? Missing { get; private set; }

    /// <summary>Reads the clusters.</summary>
    /// <exception cref="ApiException">A request failed, or none of the clusters exists.</exception>
    public async Task ReadAsync(EcsApi ecs, CancellationToken cancellationToken)
    {
        var names = wanted.Count > 0 ? [.. wanted] : await ecs.ListClustersAsync(cancellationToken);
        List<EcsCluster> described = [];
        await ecs.DescribeClustersAsync(names, described, cancellationToken);
        foreach (var cluster in described)
        {
            if (cluster.Status != "INACTIVE" && !Clusters.Exists(known => known.Arn == cluster.Arn))
            {
                Clusters.Add(cluster);
            }
        }

        Clusters.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        Missing = MissingOf(wanted);

        // A wrong name or region is an error, because an empty list would make discovery drop all targets.
        if (names.Count > 0 && Clusters.Count == 0)
        {
            throw new ApiException(new ApiFailure(ApiAction.DescribeClusters, ApiFailureReason.NotFound, "none of the clusters exists in the region"));
        }
    }

    private string[] MissingOf(IReadOnlyList<string> names)
    {
        List<string> missing = [];
        foreach (var name in names)
        {
            if (!Clusters.Exists(cluster => cluster.Name == name || cluster.Arn == name) && !missing.Contains(name))
            {
                missing.Add(name);
            }
        }

        return [.. missing];
    }
}
