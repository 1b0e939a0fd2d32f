// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Cluster;

/// <summary>
/// A clock for programs that wait a lot: a wait advances the clock and completes at once. Waits of more than half an hour, such as deadlines that
/// tests must not reach, never end.
/// </summary>
internal sealed class AutoAdvancingTime : TimeProvider
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    private long _ticks;

    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan duration) => Interlocked.Add(ref _ticks, duration.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(AutoAdvancingTime time, Action ring) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= LongestWait)
            {
                time.Advance(dueTime);
                _ = ThreadPool.QueueUserWorkItem(_ => ring());
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
