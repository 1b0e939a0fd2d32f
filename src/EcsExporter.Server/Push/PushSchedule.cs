// SPDX-License-Identifier: Apache-2.0
using System.IO.Hashing;
using System.Text;

namespace EcsExporter.Server.Push;

/// <summary>
/// Schedules readings at multiples of the interval, shifted by a hash of the instance, so that ten thousand tasks that start together do not push at
/// the same moment. It uses the monotonic clock, so setting the clock does not disturb the interval.
/// </summary>
internal sealed class PushSchedule
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _first;
    private readonly long _start;
    private long _last = -1;

    /// <param name="interval">The time between readings, at least a millisecond.</param>
    /// <param name="instance">The label <c>instance</c>, whose hash is the phase.</param>
    /// <param name="time">The clock.</param>
    public PushSchedule(TimeSpan interval, string instance, TimeProvider time)
    {
        _time = time;
        _interval = interval;
        _start = time.GetTimestamp();
        var phase = TimeSpan.FromMilliseconds(Crc32.HashToUInt32(Encoding.UTF8.GetBytes(instance)) % (long)interval.TotalMilliseconds);
        var sincePhase = (time.GetUtcNow() - DateTimeOffset.UnixEpoch - phase).Ticks % interval.Ticks;
        _first = interval - TimeSpan.FromTicks(sincePhase);
    }

    /// <summary>Returns the delay until the next reading. Readings whose time has passed are skipped.</summary>
    public TimeSpan NextDelay()
    {
        var elapsed = _time.GetElapsedTime(_start);

        // Timers count whole milliseconds and may fire a moment early, which must not repeat a reading.
        _last = Math.Max(_last + 1, elapsed < _first ? 0 : ((elapsed - _first).Ticks / _interval.Ticks) + 1);
        return _first + (_last * _interval) - elapsed;
    }
}
