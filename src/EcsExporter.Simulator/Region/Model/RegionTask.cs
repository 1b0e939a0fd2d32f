// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>
/// A task from its creation until the API forgets it, an hour after it stopped. All that changes with time follows from the times at which it was
/// created and told to stop.
/// </summary>
public sealed class RegionTask
{
    internal static readonly TimeSpan StartDuration = TimeSpan.FromSeconds(6);
    internal static readonly TimeSpan StopDuration = TimeSpan.FromSeconds(3);

    // "Stopped tasks only appear in the returned results for at least one hour." Source: API Reference, DescribeTasks.
    internal static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private static readonly string[] Starting = ["PROVISIONING", "PENDING", "ACTIVATING"];
    private static readonly string[] Stopping = ["DEACTIVATING", "STOPPING", "DEPROVISIONING"];

    /// <summary>A host port for each port of each container, in the order of the task definition; empty with an interface of its own.</summary>
    private readonly List<int> _hostPorts = [];

    internal RegionTask(RegionCluster cluster, TaskPlan plan, DateTimeOffset createdAt)
    {
        Cluster = cluster;
        Plan = plan;
        CreatedAt = createdAt;
        Number = cluster.Region.NextTaskNumber();
        Id = cluster.Region.Identifier($"task/{Number}", 32);
        if (plan.Fate is { } fate)
        {
            Stop(fate.Cause, createdAt + fate.After);
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

    /// <summary>The task definition that the task was started from.</summary>
    public RegionTaskDefinition Definition => Plan.Definition;

    /// <summary>The private IPv4 address of the task's own network interface; null in bridge and host mode, and for a task with IPv6 only.</summary>
    public string? PrivateAddress { get; }

    /// <summary>The IPv6 address of a task that has no IPv4 address.</summary>
    public string? IPv6Address { get; }

    /// <summary>The instance that the task runs on; null on Fargate.</summary>
    public RegionInstance? Instance => Plan.Instance;

    /// <summary>Why the task stops; null for one that does not.</summary>
    public StopCause? Cause { get; private set; }

    internal RegionCluster Cluster { get; }

    internal TaskPlan Plan { get; }

    internal int Number { get; }

    internal DateTimeOffset CreatedAt { get; }

    /// <summary>When the containers run; null for a task that is stopped before.</summary>
    internal DateTimeOffset? StartedAt =>
        CreatedAt + StartDuration is var start && Plan.Fate is not { Cause.FailsToStart: true } && !(StoppingAt < start) ? start : null;

    internal DateTimeOffset? StoppingAt { get; private set; }

    internal DateTimeOffset? StoppedAt => StoppingAt + StopDuration;

    /// <summary>The field <c>lastStatus</c>, such as <c>RUNNING</c>.</summary>
    public string LastStatusAt(DateTimeOffset now)
    {
        if (StoppingAt is { } stopping && stopping <= now)
        {
            return IsStoppedAt(now) ? "STOPPED" : Stopping[(int)((now - stopping) / StopDuration * Stopping.Length)];
        }

        // A task that cannot start stays pending until ECS gives it up.
        var progress = (now - CreatedAt) / StartDuration * Starting.Length;
        return progress < Starting.Length ? Starting[(int)progress] : StartedAt is null ? "PENDING" : "RUNNING";
    }

    /// <summary>The host port of a container port in bridge mode, the port itself in host mode, and null with an interface of its own.</summary>
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

    /// <summary>Decides that the task stops, unless an earlier decision stands.</summary>
    internal void Stop(StopCause cause, DateTimeOffset at)
    {
        if (!(StoppingAt <= at))
        {
            Cause = cause;
            StoppingAt = at;
        }
    }

    /// <summary>The first time after that one at which the task changes by itself.</summary>
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

/// <summary>What a task is started with.</summary>
/// <param name="definition">Its task definition.</param>
/// <param name="launchType">Where it runs.</param>
/// <param name="group">The field <c>group</c>: <c>service:NAME</c> or <c>family:NAME</c>.</param>
internal sealed class TaskPlan(RegionTaskDefinition definition, LaunchType launchType, string group)
{
    public RegionTaskDefinition Definition => definition;

    public LaunchType LaunchType => launchType;

    public string Group => group;

    /// <summary>The deployment's identifier for tasks of a service.</summary>
    public string? StartedBy { get; init; }

    public RegionInstance? Instance { get; init; }

    public TaskFate? Fate { get; init; }

    public bool IPv6Only { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
