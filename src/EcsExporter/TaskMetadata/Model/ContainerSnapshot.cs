// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.IO.Enumeration;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>A container with its figures and what follows from the task around it.</summary>
/// <param name="task">The task around it.</param>
/// <param name="metadata">What <c>/task</c> says of the container.</param>
/// <param name="stats">What <c>/task/stats</c> says; null when it says nothing, as of a container that is not running.</param>
/// <param name="networkScope">Whose traffic the container's interfaces count.</param>
public sealed class ContainerSnapshot(TaskMetadataDocument task, Container metadata, ContainerStats? stats, NetworkScope networkScope)
{
    private const double SharesPerVcpu = 1024;

    // Docker takes no fewer shares than 2, which is what an unset value becomes: no cap anybody asked for.
    private const double UnsetShares = 2;

    /// <summary>The container's name.</summary>
    public string Name => Metadata.Name;

    /// <summary>What <c>/task</c> says of the container.</summary>
    public Container Metadata { get; } = metadata;

    /// <summary>What <c>/task/stats</c> says; null when it says nothing, as of a container that is not running.</summary>
    public ContainerStats? Stats { get; } = stats;

    /// <summary>Whose traffic the container's interfaces count.</summary>
    public NetworkScope NetworkScope { get; } = networkScope;

    /// <summary>The interfaces that are this container's alone.</summary>
    public ImmutableArray<InterfaceStats> OwnInterfaces =>
        NetworkScope == NetworkScope.Container && Stats is not null ? Stats.Interfaces : [];

    /// <summary>
    /// When the container's counters began at zero; null when that is not known. On EC2 the agent sets <c>StartedAt</c> once and adds counters up over
    /// restarts; elsewhere <c>StartedAt</c> of a container that was restarted is not when its counters began.
    /// </summary>
    /// <param name="survivesRestart">Whether the counter is one that the EC2 agent adds up.</param>
    public Timestamp? CountersSince(bool survivesRestart) =>
        Metadata.RestartCount is null or 0 || (survivesRestart && task.LaunchType == "EC2") ? Metadata.StartedAt : null;

    /// <summary>The memory limit that applies, in bytes: the container's own, else the task's, else the cgroup's; null where there is none.</summary>
    public double? MemoryLimitBytes =>
        (Metadata.MemoryLimitMebibytes ?? task.MemoryLimitMebibytes) * Limits.BytesPerMebibyte ?? Stats?.Memory?.LimitBytes;

    /// <summary>
    /// How much CPU the container can use at most, in vCPU: on Windows its own limit if it has one, which is a hard cap
    /// there; else the task's limit; else the processors of the host.
    /// </summary>
    public double? CpuLimitVcpus =>
        (Stats is { IsWindows: true } && Metadata.CpuShares > UnsetShares ? Metadata.CpuShares / SharesPerVcpu : null)
        ?? task.CpuLimitVcpus
        ?? Stats?.Processors;
}

/// <summary>Whose traffic a container's interface counters count.</summary>
public enum NetworkScope
{
    /// <summary>Nobody's that belongs to the task: the host's network, or none.</summary>
    None,

    /// <summary>The container's alone.</summary>
    Container,

    /// <summary>The whole task's; every container reports the same counters, a moment apart.</summary>
    Task,
}

/// <summary>Tells network scopes from modes and launch types.</summary>
internal static class NetworkScopes
{
    /// <summary>
    /// The scope of a container's interfaces, by its network mode, else by the task's (a task has one mode), else by the launch type: where the mode
    /// is missing or not known, Fargate and Managed Instances give the task one network, and counting that once for each container would be wrong.
    /// Managed Daemons have <c>daemon-bridge</c>, one network namespace for the task (amazon-ecs-agent, ecs-agent/netlib, ConfigureDaemonNetNS).
    /// </summary>
    public static NetworkScope Of(Container container, TaskIdentity task) =>
        (container.NetworkMode ?? task.NetworkMode) switch
        {
            "awsvpc" or "daemon-bridge" => NetworkScope.Task,
            "host" or "none" => NetworkScope.None,
            "bridge" or "default" or "nat" => NetworkScope.Container,
            _ => HasOneNetwork(task.LaunchType) ? NetworkScope.Task : NetworkScope.Container,
        };

    /// <summary>Whether tasks of this launch type have one network each, unless their mode says otherwise.</summary>
    public static bool HasOneNetwork(string? launchType) => launchType is "FARGATE" or "MANAGED_INSTANCES";
}

/// <summary>Which of the task's containers are published. Figures of the whole task never depend on it.</summary>
/// <param name="IncludeInternal">Whether containers that ECS runs for its own purposes (pause containers) are published too.</param>
/// <param name="Include">Globs (<c>*</c>, <c>?</c>) of which a name must match one; empty for all names.</param>
/// <param name="Exclude">Globs of which a name must match none.</param>
public sealed record ContainerSelection(bool IncludeInternal, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>All containers but ECS's own.</summary>
    public static ContainerSelection Default { get; } = new(false, [], []);

    /// <summary>Whether the container is published.</summary>
    public bool Includes(Container container) =>
        (IncludeInternal || !container.IsInternal)
        && (Include.Count == 0 || Matches(Include, container.Name))
        && !Matches(Exclude, container.Name);

    private static bool Matches(IReadOnlyList<string> globs, string name) =>
        globs.Any(glob => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false));
}
