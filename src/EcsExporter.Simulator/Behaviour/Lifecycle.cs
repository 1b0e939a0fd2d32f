// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>When a container is created, starts, stops and starts again.</summary>
internal sealed record Lifecycle
{
    /// <summary>Time from the start of the task to the creation of the container.</summary>
    public TimeSpan CreatedAfter { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Time from creation to start; zero on Fargate, which reports one instant for both.</summary>
    public TimeSpan StartsAfter { get; init; }

    /// <summary>How long each run lasts; null: until the task ends.</summary>
    public TimeSpan? RunsFor { get; init; }

    /// <summary>Time between two runs, which only a restart policy gives; null: the first run is the only one.</summary>
    public TimeSpan? RestartsAfter { get; init; }

    /// <summary>How many restarts there are at most; the run after the last one does not end.</summary>
    public int MaxRestarts { get; init; } = int.MaxValue;

    public int ExitCode { get; init; }

    public bool HasRestartPolicy => RestartsAfter is not null;

    public RunState At(TimeSpan elapsed)
    {
        if (elapsed < CreatedAfter)
        {
            return new RunState(Running: false, "PULLED");
        }

        var started = CreatedAfter + StartsAfter;
        if (elapsed < started)
        {
            return new RunState(Running: false, "CREATED", CreatedAfter);
        }

        if (RunsFor is not { } run || elapsed < started + run)
        {
            return new RunState(Running: true, "RUNNING", CreatedAfter, started);
        }

        return RestartsAfter is { } pause
            ? Restarting(elapsed - started, run, pause)
            : new RunState(Running: false, "STOPPED", CreatedAfter, started, started + run);
    }

    // The agent counts a restart when the container stops and learns the new start time when it has started.
    private RunState Restarting(TimeSpan sinceFirstStart, TimeSpan run, TimeSpan pause)
    {
        var cycle = run + pause;
        var cycles = (int)Math.Min(sinceFirstStart.Ticks / cycle.Ticks, MaxRestarts);
        var running = cycles == MaxRestarts || sinceFirstStart - (cycles * cycle) < run;
        return new RunState(
            running,
            "RUNNING",
            CreatedAfter,
            CreatedAfter + StartsAfter + (cycles * cycle),
            Restarts: running ? cycles : cycles + 1);
    }
}

/// <summary>Where a container is in its life. Times are relative to the start of the task; null has not happened.
/// Between two runs of a restarting container no process runs, and the known status stays RUNNING.</summary>
internal readonly record struct RunState(
    bool Running,
    string KnownStatus,
    TimeSpan? CreatedAt = null,
    TimeSpan? StartedAt = null,
    TimeSpan? FinishedAt = null,
    int Restarts = 0);
