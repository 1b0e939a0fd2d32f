// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.TaskMetadata;

/// <summary>A container with its figures and what follows from the task around it.</summary>
public sealed class ContainerSnapshot
{
    private const double SharesPerVcpu = 1024;

    // Docker takes no fewer shares than 2, which is what an unset value becomes: no cap anybody asked for.
    private const double UnsetShares = 2;
    private readonly TaskMetadataDocument _task;

    internal ContainerSnapshot(TaskMetadataDocument task, Container metadata, ContainerStats? stats, NetworkScope networkScope)
    {
        _task = task;
        Metadata = metadata;
        Stats = stats;
        NetworkScope = networkScope;
    }

    /// <summary>The container's name.</summary>
    public string Name => Metadata.Name;

    /// <summary>What <c>/task</c> says of the container.</summary>
    public Container Metadata { get; }

    /// <summary>What <c>/task/stats</c> says; null when it says nothing, as of a container that is not running.</summary>
    public ContainerStats? Stats { get; }

    /// <summary>Whose traffic the container's interfaces count.</summary>
    public NetworkScope NetworkScope { get; }

    /// <summary>The interfaces that are this container's alone.</summary>
    public ImmutableArray<InterfaceStats> OwnInterfaces =>
        NetworkScope == NetworkScope.Container && Stats is not null ? Stats.Interfaces : [];

    /// <summary>
    /// When the container's counters began at zero; null when that is not known. On EC2 the agent sets <c>StartedAt</c> once and adds counters up over
    /// restarts; elsewhere <c>StartedAt</c> of a container that was restarted is not when its counters began.
    /// </summary>
    /// <param name="survivesRestart">Whether the counter is one that the EC2 agent adds up.</param>
    public Timestamp? CountersSince(bool survivesRestart) =>
        Metadata.RestartCount is null or 0 || (survivesRestart && _task.LaunchType == "EC2") ? Metadata.StartedAt : null;

    /// <summary>
    /// The memory limit that applies, in bytes: the container's own, else the task's, else the cgroup's; null where there
    /// is none.
    /// </summary>
    public double? MemoryLimitBytes =>
        (Metadata.MemoryLimitMebibytes ?? _task.MemoryLimitMebibytes) * Mebibyte.Bytes ?? Stats?.Memory?.LimitBytes;

    /// <summary>
    /// How much CPU the container can use at most, in vCPU: on Windows its own limit if it has one, which is a hard cap
    /// there; else the task's limit; else the processors of the host.
    /// </summary>
    public double? CpuLimitVcpus =>
        (Stats is { IsWindows: true } && Metadata.CpuShares > UnsetShares ? Metadata.CpuShares / SharesPerVcpu : null)
        ?? _task.CpuLimitVcpus
        ?? Stats?.Processors;
}
