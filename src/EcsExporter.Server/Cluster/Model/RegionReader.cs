// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>Reads the state of a region. Runs one refresh at a time.</summary>
/// <param name="client">Sends the requests.</param>
/// <param name="budget">Limits the rate of refreshes.</param>
/// <param name="options">The selection and the interval.</param>
/// <param name="time">The clock.</param>
internal sealed class RegionReader(ApiClient client, RequestBudget budget, RegionOptions options, TimeProvider time)
{
    private readonly TextPool _texts = new();
    private readonly TaskDefinitions _definitions = new(options.Labels);
    private readonly HostInstances _hosts = new();
    private readonly List<ClusterReader> _readers = [];
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Reads the region once. A part that fails keeps its previous state, and the result contains the failure.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<ClusterState> RefreshAsync(ClusterState previous, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        _texts.BeginRefresh();
        _definitions.BeginRefresh();
        var session = new ApiSession(client);
        var ecs = new EcsApi(session, _texts);
        var found = new ClusterList(options.Selection.Clusters);
        var failure = await Part.TryAsync(() => found.ReadAsync(ecs, cancellationToken));
        var list = previous.ClusterList.After(failure, found.Clusters, time.GetUtcNow());
        var clusters = new ClusterReading[list.Items.Length];
        for (var i = 0; i < clusters.Length; i++)
        {
            var cluster = list.Items[i];
            var before = Array.Find(previous.Clusters, known => known.Cluster.Arn == cluster.Arn) ?? new ClusterReading(cluster);
            clusters[i] = await ReaderOf(cluster).ReadAsync(ecs, cluster, before, cancellationToken);
        }

        var hosts = await _hosts.ReadAsync(new Ec2Api(session), HostsOf(clusters), cancellationToken);
        var duration = time.GetElapsedTime(startedAt);
        return new ClusterState
        {
            ClusterList = list,
            Clusters = clusters,
            WantedClusters = options.Selection.Clusters,
            MissingClusters = found.Missing ?? previous.MissingClusters,
            Definitions = _definitions.Keep(),
            DefinitionsFailure = _definitions.Failure,
            Hosts = hosts,
            HostsFailure = _hosts.Failure,
            StopCounts = CountsOf(list.Items),
            IsUp = session.HasAnswer,
            WasComplete = previous.IsComplete,
            RefreshedAt = time.GetUtcNow(),
            Duration = duration,
            Interval = IntervalAfter(duration),
        };
    }

    /// <summary>Returns the configured interval, or a longer one if the request budget requires it. At least 1 s passes between refreshes.</summary>
    private TimeSpan IntervalAfter(TimeSpan duration)
    {
        var shortest = duration + TimeSpan.FromSeconds(1);
        var sustained = budget.TakeRefreshDuration();
        var interval = options.Interval > sustained ? options.Interval : sustained;
        return interval > shortest ? interval : shortest;
    }

    private ClusterReader ReaderOf(EcsCluster cluster)
    {
        var reader = _readers.Find(known => known.Arn == cluster.Arn);
        if (reader is null)
        {
            reader = new ClusterReader(cluster.Arn, options.Selection, _definitions, new StoppedTaskCounter(cluster.Name, _startedAt, time), time);
            _readers.Add(reader);
        }

        return reader;
    }

    /// <summary>
    /// Returns the stopped tasks by cluster and service. Drops clusters that no longer exist, because their counts would otherwise stay forever.
    /// </summary>
    private StopCount[] CountsOf(EcsCluster[] clusters)
    {
        _ = _readers.RemoveAll(reader => !Array.Exists(clusters, cluster => cluster.Arn == reader.Arn));
        List<StopCount> counts = [];
        foreach (var cluster in clusters)
        {
            ReaderOf(cluster).ReadCounts(counts);
        }

        return [.. counts];
    }

    private static HashSet<string> HostsOf(ClusterReading[] clusters)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var cluster in clusters)
        {
            foreach (var instance in cluster.Instances.Items)
            {
                if (instance.IsOfEc2)
                {
                    _ = ids.Add(instance.Ec2InstanceId);
                }
            }
        }

        return ids;
    }
}

/// <summary>Holds the selection, the interval and the docker labels of a region.</summary>
/// <param name="selection">The clusters and services to read.</param>
/// <param name="interval">The time from the start of one refresh to the start of the next; longer if the request budget requires it.</param>
/// <param name="labels">The keys of the docker labels that discovery reads.</param>
internal sealed class RegionOptions(ClusterSelection selection, TimeSpan interval, ScrapeLabelNames labels)
{
    public ClusterSelection Selection => selection;

    public TimeSpan Interval => interval;

    public ScrapeLabelNames Labels => labels;
}
