// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>How a service determines the number of its tasks.</summary>
public enum SchedulingStrategy
{
    /// <summary>The desired count: <c>REPLICA</c>.</summary>
    Replica,

    /// <summary>One task on each instance: <c>DAEMON</c>.</summary>
    Daemon,
}

/// <summary>What happens when too many tasks of a deployment fail.</summary>
public enum CircuitBreaker
{
    /// <summary>Nothing: ECS keeps trying, and the deployment stays <c>IN_PROGRESS</c>.</summary>
    Off,

    /// <summary>The deployment becomes <c>FAILED</c>, and ECS starts no more tasks for it.</summary>
    Fail,

    /// <summary>The deployment becomes <c>FAILED</c>, and a new one returns to the last task definition that worked.</summary>
    RollBack,
}

/// <summary>Declares the properties of a service at its creation.</summary>
/// <param name="Name">Unique in its cluster.</param>
/// <param name="Definition">The task definition of its tasks.</param>
public sealed record ServiceDeclaration(string Name, RegionTaskDefinition Definition)
{
    /// <summary>The desired count; a daemon service ignores it.</summary>
    public int DesiredCount { get; init; } = 1;

    /// <summary>Where its tasks run.</summary>
    public LaunchType LaunchType { get; init; } = LaunchType.Fargate;

    /// <summary>How the service determines the number of its tasks.</summary>
    public SchedulingStrategy Strategy { get; init; } = SchedulingStrategy.Replica;

    /// <summary>What happens when a deployment fails.</summary>
    public CircuitBreaker CircuitBreaker { get; init; } = CircuitBreaker.Off;

    /// <summary>When and why its tasks stop, one after the other; empty for tasks that keep running.</summary>
    public IReadOnlyList<PlannedStop> PlannedStops { get; init; } = [];

    /// <summary>Whether the list starts again after its last entry; otherwise all later tasks keep running.</summary>
    public bool PlannedStopsRepeat { get; init; } = true;

    /// <summary>Whether its tasks have an IPv6 address only.</summary>
    public bool IPv6Only { get; init; }

    /// <summary>Tags of the service, which its tasks have as well.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
