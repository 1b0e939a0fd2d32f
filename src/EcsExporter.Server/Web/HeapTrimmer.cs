// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Web;

/// <summary>
/// Gives memory back to the system after a burst of connections or a flood of garbage. Left alone, the runtime keeps it for
/// the next burst: a sidecar would hold what it needed once for as long as the task lives.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class HeapTrimmer(TimeProvider time)
{
    private const long TypicalHeapBytes = 2 * 1024 * 1024;
    private const long MinExcessBytes = 2 * 1024 * 1024;

    /// <summary>Between two looks; a collection takes some milliseconds, so that even one after each look costs next to nothing.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _oneAtATime = new();
    private long _lookedAt = time.GetTimestamp();
    private long _neededBytes = TypicalHeapBytes;

    /// <summary>Looks whether the heap is much larger than it has to be, and if so, shrinks it. To be called when nobody waits.</summary>
    public void Look()
    {
        if (!_oneAtATime.TryEnter())
        {
            return;
        }

        try
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_lookedAt, now) < Interval)
            {
                return;
            }

            _lookedAt = now;
            if (CommittedBytes - _neededBytes > Math.Max(MinExcessBytes, _neededBytes / 2))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                _neededBytes = CommittedBytes;
            }
            else
            {
                // What was needed in the middle of a burst is not needed for ever.
                _neededBytes -= (_neededBytes - TypicalHeapBytes) / 2;
            }
        }
        finally
        {
            _oneAtATime.Exit();
        }
    }

    /// <summary>The heap's memory as of the latest collection.</summary>
    private static long CommittedBytes => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
}
