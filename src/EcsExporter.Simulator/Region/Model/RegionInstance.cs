// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>A container instance of a cluster.</summary>
public sealed class RegionInstance
{
    private readonly List<RegionTask> _tasks = [];

    internal RegionInstance(RegionCluster cluster, InstanceDeclaration declaration)
    {
        var number = cluster.Region.NextInstanceNumber();
        Cluster = cluster;
        Declaration = declaration;
        Id = cluster.Region.Identifier($"instance/{number}", 32);

        // Systems Manager gives machines outside AWS an identifier with the prefix "mi-". Source: Developer Guide, ecs-anywhere.
        Ec2InstanceId = (declaration.LaunchType == LaunchType.External ? "mi-" : "i-") + cluster.Region.Identifier($"machine/{number}", 17);
        PrivateAddress = cluster.Region.Addresses.Instance(number);
    }

    /// <summary>The properties of the instance.</summary>
    public InstanceDeclaration Declaration { get; }

    /// <summary>The last part of its ARN.</summary>
    public string Id { get; }

    /// <summary><c>arn:aws:ecs:REGION:ACCOUNT:container-instance/CLUSTER/ID</c>.</summary>
    public string Arn => Cluster.Region.Arn("container-instance", $"{Cluster.Name}/{Id}");

    /// <summary><c>i-…</c>, or <c>mi-…</c> for a machine outside AWS, which the EC2 API does not know.</summary>
    public string Ec2InstanceId { get; }

    /// <summary>The private address, which only the EC2 API gives.</summary>
    public string PrivateAddress { get; }

    /// <summary>Whether the agent is connected. The scheduler places no tasks on an instance whose agent is disconnected.</summary>
    public bool AgentConnected
    {
        get;
        set
        {
            field = value;
            Cluster.Reconcile();
        }
    }

    = true;

    /// <summary>Whether the status is <c>DRAINING</c> instead of <c>ACTIVE</c>, so that the instance gets no more tasks.</summary>
    public bool Draining
    {
        get;
        set
        {
            field = value;
            Cluster.Reconcile();
        }
    }

    internal RegionCluster Cluster { get; }

    internal DateTimeOffset RegisteredAt { get; init; }

    internal bool AcceptsTasks => AgentConnected && !Draining;

    internal int RemainingCpuUnits(DateTimeOffset now)
    {
        var remaining = Declaration.CpuUnits;
        foreach (var task in _tasks)
        {
            remaining -= HoldsResources(task, now) ? task.Definition.CpuUnits : 0;
        }

        return remaining;
    }

    internal int RemainingMemoryMebibytes(DateTimeOffset now)
    {
        var remaining = Declaration.MemoryMebibytes;
        foreach (var task in _tasks)
        {
            remaining -= HoldsResources(task, now) ? task.Definition.MemoryMebibytes : 0;
        }

        return remaining;
    }

    /// <summary>The numbers of running tasks and of pending tasks.</summary>
    internal (int Running, int Pending) CountTasks(DateTimeOffset now)
    {
        var (running, wanted) = (0, 0);
        foreach (var task in _tasks)
        {
            running += task.IsRunningAt(now) ? 1 : 0;
            wanted += task.IsWantedAt(now) ? 1 : 0;
        }

        return (running, wanted - running);
    }

    internal bool HasResourcesFor(RegionTaskDefinition definition, DateTimeOffset now) =>
        RemainingCpuUnits(now) >= definition.CpuUnits && RemainingMemoryMebibytes(now) >= definition.MemoryMebibytes;

    private static bool HoldsResources(RegionTask task, DateTimeOffset now) => !task.IsStoppedAt(now);

    internal void Add(RegionTask task, DateTimeOffset now)
    {
        _ = _tasks.RemoveAll(other => other.IsStoppedAt(now));
        _tasks.Add(task);
    }
}

/// <summary>Declares the properties of a container instance.</summary>
public sealed record InstanceDeclaration
{
    /// <summary>The launch type of the tasks that the instance accepts; not <see cref="LaunchType.Fargate"/>.</summary>
    public LaunchType LaunchType { get; init; } = LaunchType.Ec2;

    /// <summary>CPU units that the agent registers.</summary>
    public int CpuUnits { get; init; } = 4096;

    /// <summary>Memory that the agent registers.</summary>
    public int MemoryMebibytes { get; init; } = 15_731;

    /// <summary>The EC2 instance type.</summary>
    public string InstanceType { get; init; } = "m6i.xlarge";

    /// <summary>Tags of the container instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
