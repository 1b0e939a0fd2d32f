// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// Counts the stopped tasks of one cluster. Each task is described and counted once, by its ARN, even if several refreshes list it. The ARNs are kept
/// as long as ECS lists them.
/// </summary>
internal sealed class StoppedTasks(ClusterSelection selection, StoppedTaskCounter counter)
{
    /// <summary>The listed tasks by ARN; null for a task of a service that is not selected.</summary>
    private Dictionary<string, StoppedTask?> _known = new(StringComparer.Ordinal);

    /// <summary>The services of tasks that are not counted yet.</summary>
    private HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>Counts the tasks that stopped since the last refresh.</summary>
    /// <param name="ecs">The API.</param>
    /// <param name="arn">The cluster's ARN.</param>
    /// <param name="services">The known services, by name.</param>
    /// <param name="stopped">Receives all listed tasks, the latest first.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="ApiException">A request failed, and no task was counted.</exception>
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

    /// <summary>Drops the counts of services that no longer exist, unless ECS still lists stopped tasks of them.</summary>
    /// <param name="services">The services that exist.</param>
    public void ForgetOthers(EcsService[] services)
    {
        // Tasks without a service are always counted.
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

        counter.Keep(wanted);
    }

    /// <summary>Counts a task. A task that is still stopping, or whose service is new, is left for the next refresh.</summary>
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
        if (next.ContainsKey(task.Arn) || counter.TryCount(stopped))
        {
            next[task.Arn] = stopped;
        }
        else
        {
            _ = waiting.Add(task.ServiceName);
        }
    }
}
