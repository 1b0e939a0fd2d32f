// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;

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
    /// The memory limit that applies, in bytes: the container's own, else the task's, else the cgroup's; null where there
    /// is none.
    /// </summary>
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
