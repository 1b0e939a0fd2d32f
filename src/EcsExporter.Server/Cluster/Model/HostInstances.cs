// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>The EC2 instances that tasks run on. An instance keeps its private address as long as it exists, so each is read once.</summary>
internal sealed class HostInstances
{
    private Dictionary<string, Ec2Instance> _known = new(StringComparer.Ordinal);

    /// <summary>Why some could not be read in this refresh; null when all were.</summary>
    public ApiFailure? Failure { get; private set; }

    /// <summary>Reads those that are not known yet, forgets those that are not asked for any more, and returns all that are known.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<IReadOnlyDictionary<string, Ec2Instance>> ReadAsync(Ec2Api ec2, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        Failure = null;
        var next = _known.Where(pair => ids.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal);
        try
        {
            IReadOnlyList<string> missing = [.. ids.Where(id => !next.ContainsKey(id)).Order(StringComparer.Ordinal)];
            foreach (var instance in await ec2.DescribeInstancesAsync(missing, cancellationToken))
            {
                next[instance.Id] = instance;
            }
        }
        catch (ApiException error)
        {
            Failure = error.Failure;
        }

        _known = next;
        return next;
    }
}
