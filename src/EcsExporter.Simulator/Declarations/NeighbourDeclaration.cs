// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>Declares another task on the host. It may start later, end, and be followed by a new task of the same family.</summary>
internal sealed record NeighbourDeclaration(TaskDeclaration Task)
{
    /// <summary>Time from the start of the daemon to the first task.</summary>
    public TimeSpan ArrivesAfter { get; init; }

    /// <summary>How long the endpoint lists each task; null for a task that stays.</summary>
    public TimeSpan? StaysFor { get; init; }

    /// <summary>Time from the end of one task to the start of the next; null when no other task follows.</summary>
    public TimeSpan? ReturnsAfter { get; init; }

    /// <summary>The task that is listed at a time, counted from the start of the daemon; null when no task is listed.</summary>
    public NeighbourTask? At(TimeSpan elapsed)
    {
        var sinceFirst = elapsed - ArrivesAfter;
        if (sinceFirst < TimeSpan.Zero || StaysFor is not { } stay)
        {
            return sinceFirst < TimeSpan.Zero ? null : new NeighbourTask(0, ArrivesAfter);
        }

        var cycle = ReturnsAfter is { } pause ? stay + pause : TimeSpan.MaxValue;
        var number = (int)(sinceFirst.Ticks / cycle.Ticks);
        var sinceArrival = sinceFirst - TimeSpan.FromTicks(number * cycle.Ticks);
        return sinceArrival < stay ? new NeighbourTask(number, elapsed - sinceArrival) : null;
    }
}

/// <summary>One of the successive tasks of a <see cref="NeighbourDeclaration"/>.</summary>
/// <param name="Number">The number of earlier tasks.</param>
/// <param name="ArrivesAt">When the task starts, counted from the start of the daemon.</param>
internal readonly record struct NeighbourTask(int Number, TimeSpan ArrivesAt);
