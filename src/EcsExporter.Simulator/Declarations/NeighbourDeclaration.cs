// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>Another task of the host. It may come later, leave, and be followed by a new task of the same family.</summary>
internal sealed record NeighbourDeclaration(TaskDeclaration Task)
{
    /// <summary>Time from the start of the daemon to the first task.</summary>
    public TimeSpan ArrivesAfter { get; init; }

    /// <summary>How long each task is listed; null: until the host ends.</summary>
    public TimeSpan? StaysFor { get; init; }

    /// <summary>Time from the end of one task to the next; null: no other follows.</summary>
    public TimeSpan? ReturnsAfter { get; init; }

    /// <summary>The task at a time after the start of the daemon; null when there is none.</summary>
    public Visit? At(TimeSpan elapsed)
    {
        var sinceFirst = elapsed - ArrivesAfter;
        if (sinceFirst < TimeSpan.Zero || StaysFor is not { } stay)
        {
            return sinceFirst < TimeSpan.Zero ? null : new Visit(0, ArrivesAfter);
        }

        var cycle = ReturnsAfter is { } pause ? stay + pause : TimeSpan.MaxValue;
        var number = (int)(sinceFirst.Ticks / cycle.Ticks);
        var sinceArrival = sinceFirst - TimeSpan.FromTicks(number * cycle.Ticks);
        return sinceArrival < stay ? new Visit(number, elapsed - sinceArrival) : null;
    }
}

/// <summary>One task of a neighbour.</summary>
/// <param name="Number">How many there were before it.</param>
/// <param name="ArrivesAt">When it starts, after the start of the daemon.</param>
internal readonly record struct Visit(int Number, TimeSpan ArrivesAt);
