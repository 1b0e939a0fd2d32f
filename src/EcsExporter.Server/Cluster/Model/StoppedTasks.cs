// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// The stopped tasks of one cluster. Each is described and counted once, by its ARN, however often it is listed; the ARNs are kept as long as ECS lists
/// them.
/// </summary>
internal sealed class StoppedTasks(ClusterSelection selection, StopLedger ledger)
{
    /// <summary>By ARN; null for a task of a service that was not selected.</summary>
    private Dictionary<string, StoppedTask?> _known = new(StringComparer.Ordinal);

    /// <summary>The services of tasks that are not counted yet.</summary>
    private HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>Counts what has stopped since the last time.</summary>
    /// <param name="ecs">The API.</param>
    /// <param name="arn">The cluster's ARN.</param>
    /// <param name="services">What is known of the services, by name.</param>
    /// <param name="stopped">Gets all that are listed, the latest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">They could not be read; nothing was counted.</exception>
    public async Task ReadAsync(EcsApi ecs, string arn, EcsService[] services, List<StoppedTask> stopped, CancellationToken cancellationToken)
    {
        var next = new Dictionary<string, StoppedTask?>(StringComparer.Ordinal);
        List<string> unknown = [];
        foreach (var task in await ecs.ListTasksAsync(arn, "STOPPED", cancellationToken))
        {
            if (_known.TryGetValue(task, out var known))
            {
                next[task] = known;
            }
            else
            {
                unknown.Add(task);
            }
        }

        List<EcsTask> described = [];
        await ecs.DescribeTasksAsync(arn, unknown, described, cancellationToken);
        var waiting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var task in described)
        {
            Take(task, Sorted.Find(services, task.ServiceName, static service => service.Name), next, waiting);
        }

        (_known, _waiting) = (next, waiting);
        foreach (var task in next.Values)
        {
            if (task is not null)
            {
                stopped.Add(task);
            }
        }

        stopped.Sort(static (left, right) => right.StoppedAt.CompareTo(left.StoppedAt));
    }

    /// <summary>Forgets the counts of services that do not exist any more, unless tasks of them are still listed.</summary>
    /// <param name="services">The services that exist.</param>
    public void ForgetOthers(EcsService[] services)
    {
        // A task without a service can stop at any time.
        var wanted = new HashSet<string>(_waiting, StringComparer.Ordinal) { "" };
        foreach (var service in services)
        {
            _ = wanted.Add(service.Name);
        }

        foreach (var task in _known.Values)
        {
            if (task is not null)
            {
                _ = wanted.Add(task.Service);
            }
        }

        ledger.Keep(wanted);
    }

    /// <summary>A task that is still stopping, and one whose service is new, come again at the next refresh.</summary>
    private void Take(EcsTask task, EcsService? service, Dictionary<string, StoppedTask?> next, HashSet<string> waiting)
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
        if (next.ContainsKey(task.Arn) || ledger.TryCount(stopped))
        {
            next[task.Arn] = stopped;
        }
        else
        {
            _ = waiting.Add(task.ServiceName);
        }
    }
}
