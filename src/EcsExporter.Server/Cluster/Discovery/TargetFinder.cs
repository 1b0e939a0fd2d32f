// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Finds what to scrape: the exporter's own container in each running task, and every container whose docker labels ask for it.
/// </summary>
/// <param name="container">The name of the exporter's container in tasks.</param>
/// <param name="port">The port that it listens on, unless its docker labels say another.</param>
internal sealed class TargetFinder(string container, int port)
{
    /// <summary>The targets in a state of the region.</summary>
    public TargetList Find(ClusterState state)
    {
        List<ScrapeTarget> targets = [];
        Dictionary<LeftOut, int> leftOut = [];
        foreach (var cluster in state.Clusters)
        {
            var services = cluster.Services.Items.ToDictionary(static service => service.Name, StringComparer.Ordinal);
            var instances = cluster.Instances.Items.ToDictionary(static instance => instance.Arn, StringComparer.Ordinal);
            foreach (var task in cluster.Tasks.Items)
            {
                var instance = instances.GetValueOrDefault(task.ContainerInstanceArn ?? "");
                var place = new TaskPlace(
                    state.Definitions.GetValueOrDefault(task.TaskDefinitionArn ?? ""), instance, state.Hosts.GetValueOrDefault(instance?.Ec2InstanceId ?? ""));
                foreach (var candidate in task.Containers)
                {
                    var (request, address, reason) = Examine(task, candidate, place);
                    if (request is not null && address is not null)
                    {
                        targets.Add(new ScrapeTarget(cluster.Cluster, task, candidate.Name, address, request)
                        {
                            Service = services.GetValueOrDefault(task.ServiceName),
                            Instance = instance,
                            Host = place.Host,
                        });
                    }
                    else if (reason is { } why)
                    {
                        leftOut[why] = leftOut.GetValueOrDefault(why) + 1;
                    }
                }
            }
        }

        return new TargetList(targets, leftOut);
    }

    /// <summary>A request and an address, or a reason why one is missing; nothing at all for a container that does not ask.</summary>
    private (ScrapeRequest? Request, TargetAddress? Address, LeftOut? Reason) Examine(EcsTask task, EcsContainer candidate, TaskPlace place)
    {
        var labels = place.Definition?.Containers.FirstOrDefault(labelled => labelled.Name == candidate.Name).Labels ?? [];
        var isExporter = candidate.Name == container;
        if (!isExporter && labels.IsDefaultOrEmpty)
        {
            return default;
        }

        var (request, whyNoRequest) = ScrapeRequest.Of(labels.IsDefault ? [] : labels, isExporter ? port : null);
        if (request is null)
        {
            return (null, null, whyNoRequest);
        }

        var (address, whyNoAddress) = TargetAddress.Of(task, candidate, request.Port, place);
        return (request, address, address is null ? whyNoAddress : null);
    }
}
