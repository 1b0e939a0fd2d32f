// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>A health check that fails from time to time.</summary>
internal sealed record HealthCheck
{
    /// <summary>Time from the start of the container to the first result.</summary>
    public TimeSpan FirstResultAfter { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan HealthyFor { get; init; } = TimeSpan.FromSeconds(150);

    public TimeSpan UnhealthyFor { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The result, and when it last changed, counted from the start of the container; null before the first result.</summary>
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
