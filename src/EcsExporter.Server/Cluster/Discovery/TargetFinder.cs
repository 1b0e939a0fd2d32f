// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Model;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Finds the scrape targets: the exporter's own container in each running task, and every container whose docker labels ask to be scraped.
/// </summary>
/// <param name="container">The name of the exporter's container in tasks.</param>
/// <param name="port">The port of that container, unless its docker labels name another.</param>
/// <param name="labelNames">The keys of the docker labels that describe how to scrape a container.</param>
internal sealed class TargetFinder(string container, int port, ScrapeLabelNames labelNames)
{
    /// <summary>Returns the targets in a state of the region.</summary>
    public TargetList Find(ClusterState state)
    {
        List<ScrapeTarget> targets = [];
        var leftOut = new int[LeftOutReasons.All.Length];
        foreach (var cluster in state.Clusters)
        {
            foreach (var task in cluster.Tasks.Items)
            {
                var instance = Sorted.Find(cluster.Instances.Items, EcsName.OfArn(task.ContainerInstanceArn ?? ""), static known => known.Id);
                var place = new TaskPlace(
                    state.Definitions.GetValueOrDefault(task.TaskDefinitionArn ?? ""), instance, state.Hosts.GetValueOrDefault(instance?.Ec2InstanceId ?? ""));
                foreach (var candidate in task.Containers)
                {
                    var (request, address, reason) = Examine(task, candidate, place);
                    if (request is not null && address is not null)
                    {
                        targets.Add(new ScrapeTarget(cluster.Cluster, task, candidate.Name, address, request)
                        {
                            Service = Sorted.Find(cluster.Services.Items, task.ServiceName, static known => known.Name),
                            Instance = instance,
                            Host = place.Host,
                        });
                    }
                    else if (reason is { } why)
                    {
                        leftOut[(int)why]++;
                    }
                }
            }
        }

        return new TargetList([.. targets], leftOut);
    }

    /// <summary>
    /// Returns a request and an address, or the reason why one is missing. Returns nothing for a container that does not ask to be scraped.
    /// </summary>
    private (ScrapeRequest? Request, TargetAddress? Address, LeftOutReason? Reason) Examine(EcsTask task, EcsContainer candidate, TaskPlace place)
    {
        var labels = Array.Find(place.Definition?.Containers ?? [], labelled => labelled.Name == candidate.Name)?.Labels ?? [];
        var isExporter = candidate.Name == container;
        if (!isExporter && labels.Length == 0)
        {
            return default;
        }

        var (request, whyNoRequest) = ScrapeRequest.Of(labels, labelNames, isExporter ? port : null);
        if (request is null)
        {
            return (null, null, whyNoRequest);
        }

        var (address, whyNoAddress) = TargetAddress.Of(task, candidate, request.Port, place);
        return (request, address, address is null ? whyNoAddress : null);
    }
}
