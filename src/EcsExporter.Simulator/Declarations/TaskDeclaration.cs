// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Declarations;

/// <summary>Declares a task of a scenario: its platform and its containers.</summary>
internal sealed record TaskDeclaration
{
    public required Platform Platform { get; init; }

    public required string Family { get; init; }

    public int Revision { get; init; } = 1;

    public string Cluster { get; init; } = "demo";

    public string Region { get; init; } = "eu-west-1";

    public string AvailabilityZone { get; init; } = "eu-west-1a";

    public string AvailabilityZoneId { get; init; } = "euw1-az1";

    public string? Service { get; init; }

    public string? Group { get; init; }

    /// <summary>The task's limit in vCPUs; null when the task definition has none, which only EC2 allows.</summary>
    public double? Cpu { get; init; }

    /// <summary>The task's memory limit; null when the task definition has none.</summary>
    public int? MemoryMebibytes { get; init; }

    /// <summary>The name of the container whose metadata URI is used.</summary>
    public string Observer { get; init; } = ContainerDeclaration.Exporter.Name;

    public required IReadOnlyList<ContainerDeclaration> Containers { get; init; }

    /// <summary>The other tasks on the host, which a Managed Daemon sees.</summary>
    public IReadOnlyList<NeighbourDeclaration> Neighbours { get; init; } = [];
}
