// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// The stopped tasks of one cluster. Each is described and counted once, by its ARN, however often it is listed; the ARNs are kept as long as ECS lists
/// them.
/// </summary>
internal sealed class StoppedTasks(string cluster, ClusterSelection selection, StopLedger ledger)
{
    /// <summary>By ARN; null for a task of a service that was not selected.</summary>
    private Dictionary<string, StoppedTask?> _known = [];

    /// <summary>The services of tasks that are not counted yet.</summary>
    private HashSet<string> _waiting = [];

    /// <summary>The services of the tasks that are listed.</summary>
    public IEnumerable<string> Services => _known.Values.OfType<StoppedTask>().Select(static task => task.Service).Concat(_waiting);

    /// <summary>Counts what has stopped since the last time. Returns all that are listed, the latest first.</summary>
    /// <param name="ecs">The API.</param>
    /// <param name="arn">The cluster's ARN.</param>
    /// <param name="services">What is known of the services.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">They could not be read; nothing was counted.</exception>
    public async Task<ImmutableArray<StoppedTask>> ReadAsync(
        EcsApi ecs, string arn, ImmutableArray<EcsService> services, CancellationToken cancellationToken)
    {
        var listed = await ecs.ListTasksAsync(arn, "STOPPED", cancellationToken);
        var described = await ecs.DescribeTasksAsync(arn, [.. listed.Where(task => !_known.ContainsKey(task))], cancellationToken);
        var byName = services.ToDictionary(static service => service.Name, StringComparer.Ordinal);
        var next = new Dictionary<string, StoppedTask?>(listed.Count, StringComparer.Ordinal);
        foreach (var task in listed)
        {
            if (_known.TryGetValue(task, out var known))
            {
                next[task] = known;
            }
        }

        _waiting = [];
        foreach (var task in described)
        {
            Take(task, byName.GetValueOrDefault(task.ServiceName), next);
        }

        _known = next;
        return [.. next.Values.OfType<StoppedTask>().OrderByDescending(static task => task.StoppedAt)];
    }

    /// <summary>A task that is still stopping, and one whose service is new, come again at the next refresh.</summary>
    private void Take(EcsTask task, EcsService? service, Dictionary<string, StoppedTask?> next)
    {
        if (task is not { LastStatus: "STOPPED", StoppedAt: { } stoppedAt })
        {
            return;
        }

        if (!selection.IncludesTaskOf(task.ServiceName))
        {
            next[task.Arn] = null;
            return;
        }

        var stopped = new StoppedTask(task.ServiceName, StopClassifier.Classify(task, service), stoppedAt);
        if (next.ContainsKey(task.Arn) || ledger.TryCount(cluster, stopped))
        {
            next[task.Arn] = stopped;
        }
        else
        {
            _ = _waiting.Add(task.ServiceName);
        }
    }
}
