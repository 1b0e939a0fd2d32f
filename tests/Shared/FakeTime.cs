// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TestSupport;

/// <summary>A clock with timers that moves only when a test advances it. It starts at 2026-11-22 08:06:46.362 UTC.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private readonly List<(TimeSpan DueTime, TaskCompletionSource Seen)> _awaited = [];
    private TimeSpan _elapsed;

    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 8, 6, 46, 362, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    /// <summary>The number of timers that are set.</summary>
    public int Timers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _elapsed;
            }
        }
    }

    /// <summary>Advances the clock and runs every timer that becomes due.</summary>
    public void Advance(TimeSpan duration)
    {
        List<Timer> due;
        lock (_lock)
        {
            _elapsed += duration;
            due = _timers.FindAll(timer => timer.DueAt <= _elapsed);
            _ = _timers.RemoveAll(due.Contains);
        }

        due.ForEach(timer => timer.Ring());
    }

    /// <summary>Completes when a timer is set that becomes due after <paramref name="dueTime"/>, or at once if such a timer is set already.</summary>
    public Task TimerSetAsync(TimeSpan dueTime)
    {
        lock (_lock)
        {
            if (_timers.Exists(timer => timer.DueAt - _elapsed == dueTime))
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((dueTime, seen));
            return seen.Task;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private void Set(Timer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _ = _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return;
            }

            timer.DueAt = _elapsed + dueTime;
            _timers.Add(timer);
            foreach (var (_, seen) in _awaited.FindAll(awaited => awaited.DueTime == dueTime))
            {
                _ = seen.TrySetResult();
            }
        }
    }

    private sealed class Timer(FakeTime time, Action ring) : ITimer
    {
        public TimeSpan DueAt { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
