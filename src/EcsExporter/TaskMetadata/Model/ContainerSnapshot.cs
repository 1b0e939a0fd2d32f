// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.IO.Enumeration;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Model;

/// <summary>A container's metadata and stats, and figures that also depend on its task.</summary>
/// <param name="task">The container's task.</param>
/// <param name="metadata">The container's metadata from <c>/task</c>.</param>
/// <param name="stats">The container's entry in <c>/task/stats</c>; null when it has none, for example because it is not running.</param>
/// <param name="networkScope">Whose traffic the container's interfaces count.</param>
public sealed class ContainerSnapshot(TaskMetadataDocument task, Container metadata, ContainerStats? stats, NetworkScope networkScope)
{
    private const double SharesPerVcpu = 1024;

    // Docker's minimum of CPU shares is 2. ECS turns an unset value into 2, so 2 is not a cap that anybody asked for.
    private const double UnsetShares = 2;

    /// <summary>The container's name.</summary>
    public string Name => Metadata.Name;

    /// <summary>The container's metadata from <c>/task</c>.</summary>
    public Container Metadata { get; } = metadata;

    /// <summary>The container's entry in <c>/task/stats</c>; null when it has none, for example because it is not running.</summary>
    public ContainerStats? Stats { get; } = stats;

    /// <summary>Whose traffic the container's interfaces count.</summary>
    public NetworkScope NetworkScope { get; } = networkScope;

    /// <summary>The interfaces that belong to this container alone.</summary>
    public ImmutableArray<InterfaceStats> OwnInterfaces =>
        NetworkScope == NetworkScope.Container && Stats is not null ? Stats.Interfaces : [];

    /// <summary>
    /// When the container's counters started at zero; null when that is not known. The EC2 agent sets <c>StartedAt</c> once and adds counters up over
    /// restarts. In all other cases, <c>StartedAt</c> of a restarted container is not the time at which its counters started.
    /// </summary>
    /// <param name="survivesRestart">Whether the counter is one that the EC2 agent adds up.</param>
    public Timestamp? CountersSince(bool survivesRestart) =>
        Metadata.RestartCount is null or 0 || (survivesRestart && task.LaunchType == "EC2") ? Metadata.StartedAt : null;

    /// <summary>The memory limit that applies, in bytes: the container's own, else the task's, else the cgroup's; null without a limit.</summary>
    public double? MemoryLimitBytes =>
        (Metadata.MemoryLimitMebibytes ?? task.MemoryLimitMebibytes) * Limits.BytesPerMebibyte ?? Stats?.Memory?.LimitBytes;

    /// <summary>
    /// The most CPU the container can use, in vCPU: on Windows its own limit if it has one, since that is a hard cap there; else the task's limit;
    /// else the processors of the host.
    /// </summary>
    public double? CpuLimitVcpus =>
        (Stats is { IsWindows: true } && Metadata.CpuShares > UnsetShares ? Metadata.CpuShares / SharesPerVcpu : null)
        ?? task.CpuLimitVcpus
        ?? Stats?.Processors;
}

/// <summary>Whose traffic a container's interface counters count.</summary>
public enum NetworkScope
{
    /// <summary>Traffic that is not the task's: the container uses the host's network, or none.</summary>
    None,

    /// <summary>Traffic of the container alone.</summary>
    Container,

    /// <summary>Traffic of the whole task; every container reports the same counters, sampled at slightly different times.</summary>
    Task,
}

/// <summary>Derives network scopes from network modes and launch types.</summary>
internal static class NetworkScopes
{
    /// <summary>
    /// The scope of a container's interfaces: by the container's network mode, else by the task's mode, since a task has one mode, else by the launch
    /// type. When the mode is missing or unknown, Fargate and Managed Instances give the task one network, and counting it once for each container
    /// would be wrong. Managed Daemons have <c>daemon-bridge</c>, one network namespace for the task (amazon-ecs-agent, ecs-agent/netlib,
    /// ConfigureDaemonNetNS).
    /// </summary>
    public static NetworkScope Of(Container container, TaskIdentity task) =>
        (container.NetworkMode ?? task.NetworkMode) switch
        {
            "awsvpc" or "daemon-bridge" => NetworkScope.Task,
            "host" or "none" => NetworkScope.None,
            "bridge" or "default" or "nat" => NetworkScope.Container,
            _ => HasOneNetwork(task.LaunchType) ? NetworkScope.Task : NetworkScope.Container,
        };

    /// <summary>Whether each task of this launch type has one network for all its containers, unless its mode is known to differ.</summary>
    public static bool HasOneNetwork(string? launchType) => launchType is "FARGATE" or "MANAGED_INSTANCES";
}

/// <summary>Selects the containers of the task that are published. Figures of the whole task do not depend on it.</summary>
/// <param name="IncludeInternal">Whether containers that ECS runs for its own purposes (pause containers) are published too.</param>
/// <param name="Include">Globs (<c>*</c>, <c>?</c>); a published name matches at least one of them. Empty for all names.</param>
/// <param name="Exclude">Globs; a published name matches none of them.</param>
public sealed record ContainerSelection(bool IncludeInternal, IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>All containers except those that ECS runs for its own purposes.</summary>
    public static ContainerSelection Default { get; } = new(false, [], []);

    /// <summary>Whether the container is published.</summary>
    public bool Includes(Container container) =>
        (IncludeInternal || !container.IsInternal)
        && (Include.Count == 0 || Matches(Include, container.Name))
        && !Matches(Exclude, container.Name);

    private static bool Matches(IReadOnlyList<string> globs, string name) =>
        globs.Any(glob => FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false));
}
