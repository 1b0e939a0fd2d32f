// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Simulator.Region.Model;

/// <summary>The state of a deployment: the field <c>rolloutState</c>.</summary>
public enum RolloutState
{
    /// <summary>Not all of its tasks run: <c>IN_PROGRESS</c>.</summary>
    InProgress,

    /// <summary>The service has reached a steady state: <c>COMPLETED</c>.</summary>
    Completed,

    /// <summary>The circuit breaker has stopped the deployment: <c>FAILED</c>.</summary>
    Failed,
}

/// <summary>A deployment of a service. All its tasks have the same task definition.</summary>
public sealed class RegionDeployment
{
    // The threshold is half of the desired count, at least 3 and at most 200. Source: Developer Guide, deployment-circuit-breaker.
    private const int LeastThreshold = 3;
    private const int MostThreshold = 200;

    private readonly IReadOnlyList<PlannedStop> _plannedStops;
    private readonly List<RegionTask> _tasks = [];
    private readonly HashSet<RegionTask> _counted = [];
    private int _started;

    internal RegionDeployment(RegionService service, RegionTaskDefinition definition, IReadOnlyList<PlannedStop> plannedStops, int number, DateTimeOffset now)
    {
        var region = service.Cluster.Region;
        var digits = 1_000_000_000_000_000_000 + (region.Number($"deployment/{service.Arn}/{number}") % 8_000_000_000_000_000_000);
        Id = string.Create(CultureInfo.InvariantCulture, $"ecs-svc/{digits}");
        Definition = definition;
        _plannedStops = plannedStops;
        CreatedAt = UpdatedAt = now;
        region.Register(definition);
    }

    /// <summary><c>ecs-svc/</c> and 19 digits.</summary>
    public string Id { get; }

    /// <summary>The task definition of its tasks.</summary>
    public RegionTaskDefinition Definition { get; }

    /// <summary>The state of the deployment.</summary>
    public RolloutState State { get; private set; } = RolloutState.InProgress;

    /// <summary>The number of its tasks that failed while it was in progress.</summary>
    public int FailedTasks => State == RolloutState.Completed ? 0 : _counted.Count;

    internal DateTimeOffset CreatedAt { get; }

    internal DateTimeOffset UpdatedAt { get; private set; }

    internal List<RegionTask> Tasks => _tasks;

    internal string StateText => State switch
    {
        RolloutState.InProgress => "IN_PROGRESS",
        RolloutState.Completed => "COMPLETED",
        RolloutState.Failed => "FAILED",
    };

    internal string StateReason => State switch
    {
        RolloutState.InProgress => $"ECS deployment {Id} in progress.",
        RolloutState.Completed => $"ECS deployment {Id} completed.",
        RolloutState.Failed => "ECS deployment circuit breaker: tasks failed to start.",
    };

    /// <summary>When and why the next task stops; null for a task that keeps running.</summary>
    internal PlannedStop? NextPlannedStop(bool repeat)
    {
        var number = _started++;
        return _plannedStops.Count == 0 || (number >= _plannedStops.Count && !repeat) ? null : _plannedStops[number % _plannedStops.Count];
    }

    internal void Add(RegionTask task) => _tasks.Add(task);

    internal void Become(RolloutState state, DateTimeOffset now)
    {
        State = state;
        UpdatedAt = now;
    }

    internal int RunningAt(DateTimeOffset now) => Count(task => task.IsRunningAt(now));

    internal int WantedAt(DateTimeOffset now) => Count(task => task.IsWantedAt(now));

    internal int PendingAt(DateTimeOffset now) => WantedAt(now) - RunningAt(now);

    /// <summary>Counts the tasks that have failed by then, and removes the tasks that the API no longer lists.</summary>
    internal void CountFailures(DateTimeOffset now)
    {
        if (State == RolloutState.InProgress)
        {
            _counted.UnionWith(_tasks.FindAll(task => task.Cause is { FailsDeployment: true } && !task.IsWantedAt(now)));
        }

        _ = _tasks.RemoveAll(task => task.IsForgottenAt(now));
    }

    internal int Count(Predicate<RegionTask> isMeant)
    {
        var count = 0;
        foreach (var task in _tasks)
        {
            count += isMeant(task) ? 1 : 0;
        }

        return count;
    }

    internal bool TripsCircuitBreaker(int desired) =>
        State == RolloutState.InProgress && FailedTasks >= Math.Clamp((desired + 1) / 2, LeastThreshold, MostThreshold);
}
