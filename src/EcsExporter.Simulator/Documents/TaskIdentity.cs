// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Behaviour;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents;

/// <summary>The names and addresses of one task, which depend on the seed.</summary>
internal sealed class TaskIdentity(TaskDeclaration declaration, int seed)
{
    private const string Account = "123456789012";

    public string TaskId { get; } = Noise.Hexadecimal(declaration.Family + "/task", seed, 32);

    public string TaskArn => Arn("task", declaration.Cluster + "/" + TaskId);

    /// <summary>The cluster's short name from the agent, its ARN on the other platforms.</summary>
    public string Cluster => declaration.Platform.RunsOnAgent ? declaration.Cluster : Arn("cluster", declaration.Cluster);

    public string VpcId { get; } = "vpc-" + Noise.Hexadecimal(declaration.Family + "/vpc", seed, 17);

    public string MacAddress { get; } =
        "0a:" + string.Join(':', Noise.Hexadecimal(declaration.Family + "/mac", seed, 10).Chunk(2).Select(pair => new string(pair)));

    public string PrivateAddress { get; } =
        "10.0." + Octet(declaration.Family + "/subnet", seed) + "." + Octet(declaration.Family + "/host", seed);

    public string ContainerArn(string container) =>
        Arn("container", $"{declaration.Cluster}/{TaskId}/{Noise.Uuid(declaration.Family + "/arn/" + container, seed)}");

    public string DockerId(string container) => declaration.Platform.UsesTaskBasedIds
        ? TaskId + "-" + Digits(declaration.Family + "/docker/" + container, seed)
        : Noise.Hexadecimal(declaration.Family + "/docker/" + container, seed, 64);

    /// <summary>The id in a container's metadata URI: a UUID from the agent, the container id on the other platforms.</summary>
    public string EndpointId(string container) => declaration.Platform.UsesTaskBasedIds
        ? DockerId(container)
        : Noise.Uuid(declaration.Family + "/endpoint/" + container, seed);

    public string DockerName(string container)
    {
        var letters = string.Concat(container.Where(char.IsAsciiLetterOrDigit));
        return declaration.Platform.RunsOnAgent
            ? $"ecs-{declaration.Family}-{declaration.Revision}-{letters}-{Noise.Hexadecimal(container + "/name", seed, 20)}"
            : container;
    }

    public string ImageId(string image) => "sha256:" + Noise.Hexadecimal(image, seed, 64);

    private string Arn(string kind, string resource) => $"arn:aws:ecs:{declaration.Region}:{Account}:{kind}/{resource}";

    private static string Octet(string key, int seed) => (1 + (Noise.Of(key, seed) % 250)).ToString(CultureInfo.InvariantCulture);

    private static string Digits(string key, int seed) =>
        (Noise.Of(key, seed) % 10_000_000_000).ToString("D10", CultureInfo.InvariantCulture);
}
