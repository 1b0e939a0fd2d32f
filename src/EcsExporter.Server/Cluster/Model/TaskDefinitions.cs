// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// Caches the task definitions that running tasks and services use. A revision never changes, so each one is read once. Without them, discovery still
/// finds the exporter's containers in tasks that report their own addresses.
/// </summary>
internal sealed class TaskDefinitions(ScrapeLabelNames labels)
{
    private const int ParallelReads = 4;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, EcsTaskDefinition?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private volatile ApiFailure? _failure;

    /// <summary>Why some definitions could not be read in this refresh; null when all were.</summary>
    public ApiFailure? Failure => _failure;

    /// <summary>Starts a refresh.</summary>
    public void BeginRefresh()
    {
        _failure = null;
        _used.Clear();
    }

    /// <summary>Marks a definition as used by a service or a task.</summary>
    public void Use(string? arn)
    {
        if (arn is not null)
        {
            _ = _used.Add(arn);
        }
    }

    /// <summary>
    /// Reads the used definitions that are not cached. After a failure, such as a missing permission, the remaining ones are left for the next
    /// refresh.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task ReadAsync(EcsApi ecs, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        foreach (var arn in _used)
        {
            if (!_known.ContainsKey(arn))
            {
                missing.Add(arn);
            }
        }

        return ParallelWork.RunAsync(missing.Count, ParallelReads, index => ReadAsync(ecs, missing[index], cancellationToken));
    }

    /// <summary>Drops the definitions that are no longer used, and returns the others. Null stands for a definition that no longer exists.</summary>
    public Dictionary<string, EcsTaskDefinition?> Keep()
    {
        foreach (var arn in _known.Keys)
        {
            if (!_used.Contains(arn))
            {
                _ = _known.Remove(arn);
            }
        }

        return new Dictionary<string, EcsTaskDefinition?>(_known, StringComparer.Ordinal);
    }

    private async Task ReadAsync(EcsApi ecs, string arn, CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            return;
        }

        EcsTaskDefinition? definition = new();
        try
        {
            await ecs.DescribeTaskDefinitionAsync(arn, labels, definition, cancellationToken);
        }
        catch (ApiException error) when (error.Failure.Reason is ApiFailureReason.Http4xx or ApiFailureReason.NotFound)
        {
            // A definition can be deleted while its tasks are running.
            definition = null;
        }
        catch (ApiException error)
        {
            _failure = error.Failure;
            return;
        }

        lock (_lock)
        {
            _known[arn] = definition;
        }
    }
}
