// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Simulator;

/// <summary>A clock that a test sets. Timers take real time: only the current time is manual.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private long _elapsedTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan duration) => Interlocked.Add(ref _elapsedTicks, duration.Ticks);

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Read(ref _elapsedTicks));

    public override long GetTimestamp() => Interlocked.Read(ref _elapsedTicks);
}
