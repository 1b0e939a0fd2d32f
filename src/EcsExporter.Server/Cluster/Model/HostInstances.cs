// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Caches the EC2 instances that tasks run on. The private address of an instance never changes, so each instance is read once.</summary>
internal sealed class HostInstances
{
    private Dictionary<string, Ec2Instance> _known = new(StringComparer.Ordinal);

    /// <summary>Why some instances could not be read in this refresh; null when all were.</summary>
    public ApiFailure? Failure { get; private set; }

    /// <summary>Reads the instances that are not cached, drops the instances that are not requested, and returns all known ones.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<Dictionary<string, Ec2Instance>> ReadAsync(Ec2Api ec2, HashSet<string> ids, CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, Ec2Instance>(ids.Count, StringComparer.Ordinal);
        List<string> missing = [];
        foreach (var id in ids)
        {
            if (_known.TryGetValue(id, out var known))
            {
                next[id] = known;
            }
            else
            {
                missing.Add(id);
            }
        }

        missing.Sort(StringComparer.Ordinal);
        List<Ec2Instance> instances = [];
        Failure = await Part.TryAsync(() => ec2.DescribeInstancesAsync(missing, instances, cancellationToken));
        foreach (var instance in instances)
        {
            next[instance.Id] = instance;
        }

        _known = next;
        return next;
    }
}
