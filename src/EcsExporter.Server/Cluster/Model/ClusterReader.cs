// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Reads the services, tasks and instances of a cluster, and counts its stopped tasks.</summary>
internal sealed class ClusterReader(
    string arn, ClusterSelection selection, TaskDefinitions definitions, StoppedTaskCounter counter, TimeProvider time)
{
    private readonly StoppedTasks _stopped = new(selection, counter);

    /// <summary>The cluster's ARN.</summary>
    public string Arn => arn;

    /// <summary>Reads the cluster. A part that fails keeps its previous state.</summary>
    public async Task<ClusterReading> ReadAsync(EcsApi ecs, EcsCluster cluster, ClusterReading before, CancellationToken cancellationToken)
    {
        List<EcsTask> tasks = [];
        List<EcsInstance> instances = [];
        List<EcsService> services = [];
        List<StoppedTask> stopped = [];
        var readingTasks = Part.TryAsync(() => ReadTasksAsync(ecs, arn, tasks, cancellationToken));
        var readingInstances = Part.TryAsync(() => ReadInstancesAsync(ecs, arn, instances, cancellationToken));
        var serviceFailure = await Part.TryAsync(() => ReadServicesAsync(ecs, arn, before.Services.Items, services, cancellationToken));
        var servicesNow = before.Services.After(serviceFailure, services, time.GetUtcNow());

        // Tasks without a service need zeros from the start too.
        counter.Know("");
        foreach (var service in servicesNow.Items)
        {
            counter.Know(service.Name);
            definitions.Use(service.TaskDefinitionArn);
        }

        await definitions.ReadAsync(ecs, cancellationToken);
        var tasksNow = before.Tasks.After(await readingTasks, tasks, time.GetUtcNow());
        foreach (var task in tasksNow.Items)
        {
            definitions.Use(task.TaskDefinitionArn);
        }

        await definitions.ReadAsync(ecs, cancellationToken);
        var instanceFailure = await readingInstances;
        var instancesNow = before.Instances.After(instanceFailure, instances, time.GetUtcNow());
        var stoppedFailure = await Part.TryAsync(() => _stopped.ReadAsync(ecs, arn, servicesNow.Items, stopped, cancellationToken));
        _stopped.ForgetOthers(servicesNow.Items);
        return new ClusterReading(cluster)
        {
            Services = servicesNow,
            Tasks = tasksNow,
            Instances = instancesNow,
            Stopped = before.Stopped.After(stoppedFailure, stopped, time.GetUtcNow()),
        };
    }

    /// <summary>Adds the counts of stopped tasks to a list, by service.</summary>
    public void ReadCounts(List<StopCount> counts) => counter.Read(counts);

    private async Task ReadServicesAsync(EcsApi ecs, string cluster, EcsService[] before, List<EcsService> services, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListServicesAsync(cluster, cancellationToken);
        arns.RemoveAll(arn => !selection.Includes(EcsName.OfArn(arn)));
        await ecs.DescribeServicesAsync(cluster, arns, services, cancellationToken);
        services.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        RemoveRepeated(services, static (left, right) => left.Name == right.Name);
        foreach (var service in services)
        {
            service.KeepSteadyState(Sorted.Find(before, service.Name, static known => known.Name));
        }
    }

    private async Task ReadTasksAsync(EcsApi ecs, string cluster, List<EcsTask> tasks, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListTasksAsync(cluster, "RUNNING", cancellationToken);
        await ecs.DescribeTasksAsync(cluster, arns, tasks, cancellationToken);
        tasks.RemoveAll(task => task.LastStatus != "RUNNING" || !selection.IncludesTaskOf(task.ServiceName));
        tasks.Sort(static (left, right) => string.CompareOrdinal(left.Arn, right.Arn));
        RemoveRepeated(tasks, static (left, right) => left.Arn == right.Arn);
    }

    private static async Task ReadInstancesAsync(EcsApi ecs, string cluster, List<EcsInstance> instances, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListContainerInstancesAsync(cluster, cancellationToken);
        await ecs.DescribeContainerInstancesAsync(cluster, arns, instances, cancellationToken);
        instances.Sort(static (left, right) => string.CompareOrdinal(left.Id, right.Id));
        RemoveRepeated(instances, static (left, right) => left.Id == right.Id);
    }

    /// <summary>Removes repeated elements of a sorted list. A list that changes while its pages are read may return an element twice.</summary>
    private static void RemoveRepeated<T>(List<T> sorted, Func<T, T, bool> isSame)
        where T : class
    {
        for (var i = sorted.Count - 1; i > 0; i--)
        {
            if (isSame(sorted[i], sorted[i - 1]))
            {
                sorted.RemoveAt(i);
            }
        }
    }
}
