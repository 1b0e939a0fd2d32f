// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Declarations;

/// <summary>Declares a container of a scenario: its part of the task definition, its lifecycle and its load.</summary>
internal sealed record ContainerDeclaration(string Name)
{
    /// <summary>The exporter itself, as most scenarios run it.</summary>
    public static ContainerDeclaration Exporter { get; } = new("ecs-exporter")
    {
        Image = "public.ecr.aws/example/ecs-exporter:1",
        Load = Load.Light with { AnonymousMebibytes = 9, FileCacheMebibytes = 6, Processes = 7 },
        Port = 9779,
        LogDriver = "awslogs",
    };

    public string Image { get; init; } = "public.ecr.aws/example/app:1";

    /// <summary>NORMAL, CNI_PAUSE, MANAGED_DAEMON and so on.</summary>
    public string Type { get; init; } = "NORMAL";

    /// <summary>CPU shares; EC2 turns an unset value into 2, and Fargate always reports 2.</summary>
    public int CpuShares { get; init; } = 2;

    /// <summary>The container's own hard memory limit; null when the task definition has none.</summary>
    public int? MemoryMebibytes { get; init; }

    public Load Load { get; init; } = Load.Light;

    public Lifecycle Life { get; init; } = new();

    public HealthCheck? Health { get; init; }

    public int? Port { get; init; }

    public string? LogDriver { get; init; }

    /// <summary>Mount points inside the container.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];
}
