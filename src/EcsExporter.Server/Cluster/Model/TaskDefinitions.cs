// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Model;

/// <summary>
/// The task definitions that running tasks and services use. A revision never changes, so each is read once. Discovery works without them, as far as
/// the tasks themselves say where they are.
/// </summary>
internal sealed class TaskDefinitions(string labelPrefix)
{
    private const int ParallelReads = 4;

    private readonly ConcurrentDictionary<string, EcsTaskDefinition?> _known = new(StringComparer.Ordinal);
    private volatile ApiFailure? _failure;

    /// <summary>Why some could not be read in this refresh; null when all were.</summary>
    public ApiFailure? Failure => _failure;

    /// <summary>Begins a refresh.</summary>
    public void BeginRefresh() => _failure = null;

    /// <summary>Reads those that are not known yet. When the role is denied the action, or the API does not answer, the rest waits for a refresh.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task ReadAsync(EcsApi ecs, IEnumerable<string?> arns, CancellationToken cancellationToken)
    {
        var missing = arns.OfType<string>().Where(arn => !_known.ContainsKey(arn)).Distinct(StringComparer.Ordinal).ToList();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, parallel, async (arn, cancelled) => await ReadAsync(ecs, arn, cancelled));
    }

    /// <summary>Forgets the definitions that nothing uses any more, and returns the others. Null stands for one that does not exist any more.</summary>
    public IReadOnlyDictionary<string, EcsTaskDefinition?> Keep(IReadOnlySet<string> used)
    {
        foreach (var arn in _known.Keys.Where(arn => !used.Contains(arn)).ToList())
        {
            _ = _known.TryRemove(arn, out _);
        }

        return _known.ToDictionary(StringComparer.Ordinal);
    }

    private async Task ReadAsync(EcsApi ecs, string arn, CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            return;
        }

        try
        {
            _known[arn] = await ecs.DescribeTaskDefinitionAsync(arn, labelPrefix, cancellationToken);
        }
        catch (ApiException error) when (error.Failure.Reason is ApiFailureReason.Http4xx or ApiFailureReason.NotFound)
        {
            // A definition can be deleted while its tasks run.
            _known[arn] = null;
        }
        catch (ApiException error)
        {
            _failure = error.Failure;
        }
    }
}
