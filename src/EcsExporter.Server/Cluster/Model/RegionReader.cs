// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Reads everything that is published of a region. One refresh at a time.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="budget">Says how long the pause after a refresh has to be.</param>
/// <param name="options">What is read, and how often.</param>
/// <param name="time">The clock.</param>
internal sealed class RegionReader(ApiClient client, RequestBudget budget, RegionOptions options, TimeProvider time)
{
    private readonly TextPool _texts = new();
    private readonly StopLedger _ledger = new(time);
    private readonly TaskDefinitions _definitions = new(options.LabelPrefix);
    private readonly HostInstances _hosts = new();
    private readonly Dictionary<string, StoppedTasks> _stopped = new(StringComparer.Ordinal);

    /// <summary>Reads the region once. What fails keeps its state of before, and is named in the result.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ClusterState> RefreshAsync(ClusterState previous, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        _texts.BeginRefresh();
        _definitions.BeginRefresh();
        var session = new ApiSession(client);
        var ecs = new EcsApi(session, _texts);
        var list = await previous.ClusterList.ReadAsync(() => ReadClustersAsync(ecs, cancellationToken), time);
        var readings = ImmutableArray.CreateBuilder<ClusterReading>(list.Items.Length);
        foreach (var cluster in list.Items)
        {
            var before = previous.Clusters.FirstOrDefault(known => known.Cluster.Arn == cluster.Arn);
            readings.Add(await ReadClusterAsync(ecs, (before ?? new ClusterReading(cluster)) with { Cluster = cluster }, cancellationToken));
        }

        var clusters = readings.DrainToImmutable();
        var instances = clusters.SelectMany(static cluster => cluster.Instances.Items).Where(static instance => instance.IsOfEc2);
        var hosts = await _hosts.ReadAsync(
            new Ec2Api(session), instances.Select(static instance => instance.Ec2InstanceId).ToHashSet(StringComparer.Ordinal), cancellationToken);
        ForgetStopped(clusters);
        var duration = time.GetElapsedTime(startedAt);
        var state = new ClusterState
        {
            ClusterList = list,
            Clusters = clusters,
            Definitions = _definitions.Keep(DefinitionsOf(clusters)),
            DefinitionsFailure = _definitions.Failure,
            Hosts = hosts,
            HostsFailure = _hosts.Failure,
            StopCounts = _ledger.Read(),
            IsUp = session.HasAnswer,
            RefreshedAt = time.GetUtcNow(),
            Duration = duration,
            Interval = IntervalAfter(duration),
        };
        return state with { IsComplete = previous.IsComplete || state.HasEverythingForDiscovery() };
    }

    /// <summary>The operator's interval, but at least as long as the budget asks for, and never so short that one refresh follows at once.</summary>
    private TimeSpan IntervalAfter(TimeSpan duration)
    {
        var shortest = duration + TimeSpan.FromSeconds(1);
        var sustained = budget.TakeRefreshDuration();
        var interval = options.Interval > sustained ? options.Interval : sustained;
        return interval > shortest ? interval : shortest;
    }

    private async Task<ImmutableArray<EcsCluster>> ReadClustersAsync(EcsApi ecs, CancellationToken cancellationToken)
    {
        var names = options.Selection.Clusters.Count > 0 ? options.Selection.Clusters : await ecs.ListClustersAsync(cancellationToken);
        var described = await ecs.DescribeClustersAsync(names, cancellationToken);
        ImmutableArray<EcsCluster> clusters =
        [
            .. described.Where(static cluster => cluster.Status != "INACTIVE").DistinctBy(static cluster => cluster.Arn)
                .OrderBy(static cluster => cluster.Name, StringComparer.Ordinal),
        ];

        // A wrong name or region must not make discovery forget all targets.
        return names.Count > 0 && clusters.IsEmpty
            ? throw new ApiException(new ApiFailure(ApiAction.DescribeClusters, ApiFailureReason.NotFound, "none of the clusters exists in the region"))
            : clusters;
    }

    private async Task<ClusterReading> ReadClusterAsync(EcsApi ecs, ClusterReading before, CancellationToken cancellationToken)
    {
        var arn = before.Cluster.Arn;
        var tasks = before.Tasks.ReadAsync(() => ReadTasksAsync(ecs, arn, cancellationToken), time);
        var instances = before.Instances.ReadAsync(() => ReadInstancesAsync(ecs, arn, cancellationToken), time);
        var services = await before.Services.ReadAsync(() => ReadServicesAsync(ecs, before, cancellationToken), time);

        // A task without a service can stop before any service is known.
        _ledger.Know(before.Name, services.Items.Select(static service => service.Name).Append(""));
        await _definitions.ReadAsync(ecs, services.Items.Select(static service => service.TaskDefinitionArn), cancellationToken);
        if (!_stopped.TryGetValue(arn, out var stoppedTasks))
        {
            stoppedTasks = _stopped[arn] = new StoppedTasks(before.Name, options.Selection, _ledger);
        }

        var running = await tasks;
        await _definitions.ReadAsync(ecs, running.Items.Select(static task => task.TaskDefinitionArn), cancellationToken);
        return before with
        {
            Services = services,
            Tasks = running,
            Instances = await instances,
            Stopped = await before.Stopped.ReadAsync(() => stoppedTasks.ReadAsync(ecs, arn, services.Items, cancellationToken), time),
        };
    }

    private async Task<ImmutableArray<EcsService>> ReadServicesAsync(EcsApi ecs, ClusterReading before, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListServicesAsync(before.Cluster.Arn, cancellationToken);
        IReadOnlyList<string> selected = [.. arns.Where(arn => options.Selection.Includes(EcsName.OfArn(arn)))];
        var services = await ecs.DescribeServicesAsync(before.Cluster.Arn, selected, cancellationToken);

        // A service without rest may have a hundred events since the last steady state.
        var known = before.Services.Items.ToDictionary(static service => service.Arn, static service => service.SteadyStateAt, StringComparer.Ordinal);
        return
        [
            .. services.DistinctBy(static service => service.Arn).OrderBy(static service => service.Name, StringComparer.Ordinal)
                .Select(service => service with { SteadyStateAt = service.SteadyStateAt ?? known.GetValueOrDefault(service.Arn) }),
        ];
    }

    private async Task<ImmutableArray<EcsTask>> ReadTasksAsync(EcsApi ecs, string cluster, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListTasksAsync(cluster, "RUNNING", cancellationToken);
        var tasks = await ecs.DescribeTasksAsync(cluster, arns, cancellationToken);
        return
        [
            .. tasks.Where(task => task.LastStatus == "RUNNING" && options.Selection.IncludesTaskOf(task.ServiceName))
                .DistinctBy(static task => task.Arn).OrderBy(static task => task.Arn, StringComparer.Ordinal),
        ];
    }

    private static async Task<ImmutableArray<EcsInstance>> ReadInstancesAsync(EcsApi ecs, string cluster, CancellationToken cancellationToken)
    {
        var arns = await ecs.ListContainerInstancesAsync(cluster, cancellationToken);
        var instances = await ecs.DescribeContainerInstancesAsync(cluster, arns, cancellationToken);
        return [.. instances.DistinctBy(static instance => instance.Id).OrderBy(static instance => instance.Id, StringComparer.Ordinal)];
    }

    private static HashSet<string> DefinitionsOf(ImmutableArray<ClusterReading> clusters) =>
        clusters.SelectMany(static cluster => cluster.Tasks.Items).Select(static task => task.TaskDefinitionArn)
            .Concat(clusters.SelectMany(static cluster => cluster.Services.Items).Select(static service => service.TaskDefinitionArn))
            .OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Forgets what does not exist any more, or its counts would stay for ever.</summary>
    private void ForgetStopped(ImmutableArray<ClusterReading> clusters)
    {
        foreach (var arn in _stopped.Keys.Where(arn => !clusters.Any(cluster => cluster.Cluster.Arn == arn)).ToList())
        {
            _ = _stopped.Remove(arn);
        }

        var wanted = clusters
            .SelectMany(cluster => cluster.Services.Items.Select(static service => service.Name).Concat(_stopped[cluster.Cluster.Arn].Services).Append("")
                .Select(service => (cluster.Name, service)))
            .ToHashSet();
        _ledger.Keep((cluster, service) => wanted.Contains((cluster, service)));
    }
}

/// <summary>What is read of a region, and how often.</summary>
/// <param name="Selection">The clusters and services.</param>
/// <param name="Interval">The time from the beginning of one refresh to that of the next; longer if the budget asks for it.</param>
/// <param name="LabelPrefix">The beginning of the docker labels that discovery reads.</param>
internal sealed record RegionOptions(ClusterSelection Selection, TimeSpan Interval, string LabelPrefix);
