// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Simulator;

/// <summary>A clock that moves when told to. Waiting on it takes real time: only the readings are manual.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private long _elapsedTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan duration) => Interlocked.Add(ref _elapsedTicks, duration.Ticks);

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(Interlocked.Read(ref _elapsedTicks));

    public override long GetTimestamp() => Interlocked.Read(ref _elapsedTicks);
}
