// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata;

/// <summary>One read of the endpoint: its documents as they arrive, and the snapshot for the scrapes that joined it.</summary>
internal sealed class EndpointRead
{
    // With asynchronous continuations, the rendering of one answer does not delay the other scrapes that joined.
    private readonly TaskCompletionSource<TaskSnapshot> _snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task<DocumentReading<TaskMetadataDocument>>? _task;
    private volatile Task<DocumentReading<TaskStats>>? _stats;

    /// <summary>Completes with the snapshot when the read has ended; never faults.</summary>
    public Task<TaskSnapshot> Snapshot => _snapshot.Task;

    /// <summary>How reading <c>/task</c> ended; null until then.</summary>
    public DocumentReading<TaskMetadataDocument>? TaskReading => ResultOf(_task);

    /// <summary>How reading <c>/task/stats</c> ended; null until then.</summary>
    public DocumentReading<TaskStats>? StatsReading => ResultOf(_stats);

    /// <summary>Requests both documents in parallel. Completes when both readings have ended, even if one of them throws: two reads must not overlap.</summary>
    public Task RequestAsync(TaskMetadataClient client, TimeSpan timeout) =>
        Task.WhenAll(_task = client.ReadTaskAsync(timeout), _stats = client.ReadStatsAsync(timeout));

    /// <summary>Gives the snapshot to the scrapes that joined.</summary>
    public void Complete(TaskSnapshot snapshot) => _snapshot.SetResult(snapshot);

    private static DocumentReading<T>? ResultOf<T>(Task<DocumentReading<T>>? reading)
        where T : class => reading is { IsCompletedSuccessfully: true } ? reading.Result : null;
}
