// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>A health check that fails from time to time.</summary>
internal sealed record HealthCheck
{
    /// <summary>Time from a start to the first result; there is no health before it.</summary>
    public TimeSpan FirstResultAfter { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan HealthyFor { get; init; } = TimeSpan.FromSeconds(150);

    public TimeSpan UnhealthyFor { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The result and the time since the start at which it last changed; null before the first.</summary>
    public (bool Healthy, TimeSpan Since)? At(TimeSpan sinceStart)
    {
        var sinceFirst = sinceStart - FirstResultAfter;
        if (sinceFirst < TimeSpan.Zero)
        {
            return null;
        }

        var cycle = HealthyFor + UnhealthyFor;
        var cycleStart = sinceFirst.Ticks / cycle.Ticks * cycle;
        return sinceFirst - cycleStart < HealthyFor
            ? (true, FirstResultAfter + cycleStart)
            : (false, FirstResultAfter + cycleStart + HealthyFor);
    }
}
