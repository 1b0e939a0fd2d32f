// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace EcsExporter.TaskMetadata;

/// <summary>One reading of the endpoint and the scrapes that wait for it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and may be cancelled after the reading ended.")]
internal sealed class SharedReading
{
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource<TaskSnapshot> _snapshot = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Scrapes that wait; guarded by the source's lock.</summary>
    public int Waiting { get; set; }

    /// <summary>Cancelled when nobody waits any more.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>The outcome.</summary>
    public Task<TaskSnapshot> Snapshot => _snapshot.Task;

    public void Complete(TaskSnapshot snapshot) => _snapshot.SetResult(snapshot);

    /// <summary>Passes an exception on to those who wait. If nobody does, it is a cancellation, and of no interest.</summary>
    public void Fail(Exception error)
    {
        _snapshot.SetException(error);
        _ = _snapshot.Task.Exception;
    }

    public void Abandon() => _abandoned.Cancel();
}
