// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>
/// A task, from its creation until an hour after it stopped, when the API no longer lists it. Its state at any time follows from the times of its
/// creation and of the decision to stop it.
/// </summary>
public sealed class RegionTask
{
    internal static readonly TimeSpan StartDuration = TimeSpan.FromSeconds(6);
    internal static readonly TimeSpan StopDuration = TimeSpan.FromSeconds(3);

    // "Stopped tasks only appear in the returned results for at least one hour." Source: API Reference, DescribeTasks.
    internal static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private static readonly string[] Starting = ["PROVISIONING", "PENDING", "ACTIVATING"];
    private static readonly string[] Stopping = ["DEACTIVATING", "STOPPING", "DEPROVISIONING"];

    /// <summary>The host port of each port of each container, in the order of the task definition; empty in awsvpc mode.</summary>
    private readonly List<int> _hostPorts = [];

    internal RegionTask(RegionCluster cluster, TaskPlan plan, DateTimeOffset createdAt)
    {
        Cluster = cluster;
        Plan = plan;
        CreatedAt = createdAt;
        Number = cluster.Region.NextTaskNumber();
        Id = cluster.Region.Identifier($"task/{Number}", 32);
        if (plan.PlannedStop is { } plannedStop)
        {
            Stop(plannedStop.Cause, createdAt + plannedStop.After);
        }

        if (Definition.NetworkMode == NetworkMode.Awsvpc)
        {
            PrivateAddress = plan.IPv6Only ? null : cluster.Region.Addresses.Task(Number);
            IPv6Address = plan.IPv6Only ? cluster.Region.Addresses.IPv6Task(Number) : null;
        }
        else
        {
            AssignHostPorts();
        }
    }

    /// <summary>The last part of its ARN.</summary>
    public string Id { get; }

    /// <summary><c>arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID</c>.</summary>
    public string Arn => Cluster.Region.Arn("task", $"{Cluster.Name}/{Id}");

    /// <summary>The task definition from which the task was started.</summary>
    public RegionTaskDefinition Definition => Plan.Definition;

    /// <summary>The private IPv4 address of the task's network interface; null in bridge and host mode, and for a task with IPv6 only.</summary>
    public string? PrivateAddress { get; }

    /// <summary>The IPv6 address of a task that has no IPv4 address.</summary>
    public string? IPv6Address { get; }

    /// <summary>The instance on which the task runs; null on Fargate.</summary>
    public RegionInstance? Instance => Plan.Instance;

    /// <summary>Why the task stops; null while no stop is decided.</summary>
    public StopCause? Cause { get; private set; }

    internal RegionCluster Cluster { get; }

    internal TaskPlan Plan { get; }

    internal int Number { get; }

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>When the containers start; null for a task that stops before they start.</summary>
    internal DateTimeOffset? StartedAt =>
        CreatedAt + StartDuration is var start && Plan.PlannedStop is not { Cause.FailsToStart: true } && !(StoppingAt < start) ? start : null;

    internal DateTimeOffset? StoppingAt { get; private set; }

    internal DateTimeOffset? StoppedAt => StoppingAt + StopDuration;

    /// <summary>The field <c>lastStatus</c>, such as <c>RUNNING</c>.</summary>
    public string LastStatusAt(DateTimeOffset now)
    {
        if (StoppingAt is { } stopping && stopping <= now)
        {
            return IsStoppedAt(now) ? "STOPPED" : Stopping[(int)((now - stopping) / StopDuration * Stopping.Length)];
        }

        // A task that cannot start stays pending until ECS stops it.
        var progress = (now - CreatedAt) / StartDuration * Starting.Length;
        return progress < Starting.Length ? Starting[(int)progress] : StartedAt is null ? "PENDING" : "RUNNING";
    }

    /// <summary>The host port of a container port: dynamic in bridge mode, the same port in host mode, null in awsvpc mode.</summary>
    public int? HostPort(string container, int port)
    {
        var number = 0;
        foreach (var known in Definition.Containers)
        {
            foreach (var knownPort in known.Ports)
            {
                if (number < _hostPorts.Count && known.Name == container && knownPort == port)
                {
                    return _hostPorts[number];
                }

                number++;
            }
        }

        return null;
    }

    internal bool IsWantedAt(DateTimeOffset now) => !(StoppingAt <= now);

    internal bool IsStoppedAt(DateTimeOffset now) => StoppedAt <= now;

    internal bool IsForgottenAt(DateTimeOffset now) => StoppedAt + Remembered <= now;

    internal bool IsRunningAt(DateTimeOffset now) => StartedAt <= now && IsWantedAt(now);

    /// <summary>Stops the task at that time, unless an earlier stop is decided.</summary>
    internal void Stop(StopCause cause, DateTimeOffset at)
    {
        if (!(StoppingAt <= at))
        {
            Cause = cause;
            StoppingAt = at;
        }
    }

    /// <summary>The next time at which the state of the task changes without outside influence.</summary>
    internal DateTimeOffset NextChangeAfter(DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        foreach (var change in (ReadOnlySpan<DateTimeOffset?>)[StartedAt, StoppingAt, StoppedAt, StoppedAt + Remembered])
        {
            next = change > now && change < next ? change.Value : next;
        }

        return next;
    }

    private void AssignHostPorts()
    {
        foreach (var container in Definition.Containers)
        {
            foreach (var port in container.Ports)
            {
                _hostPorts.Add(Definition.NetworkMode == NetworkMode.Host ? port : Cluster.Region.Addresses.HostPort());
            }
        }
    }
}

/// <summary>The parameters with which a task is started.</summary>
/// <param name="definition">The task definition.</param>
/// <param name="launchType">Where the task runs.</param>
/// <param name="group">The field <c>group</c>: <c>service:NAME</c> or <c>family:NAME</c>.</param>
internal sealed class TaskPlan(RegionTaskDefinition definition, LaunchType launchType, string group)
{
    public RegionTaskDefinition Definition => definition;

    public LaunchType LaunchType => launchType;

    public string Group => group;

    /// <summary>The identifier of the deployment, for tasks of a service.</summary>
    public string? StartedBy { get; init; }

    public RegionInstance? Instance { get; init; }

    public PlannedStop? PlannedStop { get; init; }

    public bool IPv6Only { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
