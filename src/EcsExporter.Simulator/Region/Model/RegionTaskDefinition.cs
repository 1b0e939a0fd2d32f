// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Region.Model;

/// <summary>The network mode of a task.</summary>
public enum NetworkMode
{
    /// <summary>An elastic network interface for each task: <c>awsvpc</c>.</summary>
    Awsvpc,

    /// <summary>Docker's bridge, with a host port for each container port: <c>bridge</c>.</summary>
    Bridge,

    /// <summary>The network of the instance: <c>host</c>.</summary>
    Host,
}

/// <summary>A revision of a task definition.</summary>
/// <param name="Family">The name, which is the same for all revisions.</param>
/// <param name="Revision">Counts from 1.</param>
public sealed record RegionTaskDefinition(string Family, int Revision)
{
    /// <summary>Every secret in the environment of a container begins with this text. No output of the exporter may contain it.</summary>
    public const string SecretMarker = "simulated-secret-";

    /// <summary>The network mode. Fargate and Managed Instances support <see cref="NetworkMode.Awsvpc"/> only.</summary>
    public NetworkMode NetworkMode { get; init; } = NetworkMode.Awsvpc;

    /// <summary>CPU units that a task reserves; 1024 units are one processor.</summary>
    public int CpuUnits { get; init; } = 256;

    /// <summary>Memory that a task reserves.</summary>
    public int MemoryMebibytes { get; init; } = 512;

    /// <summary>The containers of a task; the first one is the application.</summary>
    public IReadOnlyList<RegionContainer> Containers { get; init; } = [RegionContainer.Application, RegionContainer.Exporter];

    /// <summary>The next revision.</summary>
    public RegionTaskDefinition Next() => this with { Revision = Revision + 1 };
}

/// <summary>A container of a task definition.</summary>
/// <param name="Name">Unique in the task definition.</param>
public sealed record RegionContainer(string Name)
{
    /// <summary>An application that listens on port 8080.</summary>
    public static RegionContainer Application { get; } = new("app") { Ports = [8080] };

    /// <summary>The exporter with its default port.</summary>
    public static RegionContainer Exporter { get; } = new("ecs-exporter") { Ports = [9779], Image = "public.ecr.aws/example/ecs-exporter:1" };

    /// <summary>The image as the task definition names it.</summary>
    public string Image { get; init; } = "public.ecr.aws/example/app:1";

    /// <summary>The container ports. In bridge mode the host port is dynamic; in the other modes it equals the container port.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Docker labels, with any content.</summary>
    public IReadOnlyDictionary<string, string> DockerLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of environment variables; each value is a secret.</summary>
    public IReadOnlyList<string> Environment { get; init; } = ["DATABASE_PASSWORD", "API_TOKEN"];
}
