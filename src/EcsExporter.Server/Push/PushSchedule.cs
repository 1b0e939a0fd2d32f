// SPDX-License-Identifier: Apache-2.0
using System.IO.Hashing;
using System.Text;

namespace EcsExporter.Server.Push;

/// <summary>
/// When readings are due: at multiples of the interval, moved by a hash of the instance. Ten thousand tasks that start together then do not
/// deliver at the same moment. Times are measured, so a clock that is set does not disturb the interval.
/// </summary>
internal sealed class PushSchedule
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _first;
    private readonly long _start;
    private long _last = -1;

    /// <param name="interval">The time between readings, at least a millisecond.</param>
    /// <param name="instance">Decides about the phase.</param>
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

    /// <summary>How long it is to the next reading; readings that could not be made in time are left out.</summary>
    public TimeSpan NextDelay()
    {
        var elapsed = _time.GetElapsedTime(_start);

        // Timers count whole milliseconds and may ring a moment early, which must not give the same reading twice.
        _last = Math.Max(_last + 1, elapsed < _first ? 0 : ((elapsed - _first).Ticks / _interval.Ticks) + 1);
        return _first + (_last * _interval) - elapsed;
    }
}
