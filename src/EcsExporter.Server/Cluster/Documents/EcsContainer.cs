// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// A container of a task.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html"/>
/// </summary>
/// <param name="Name">As the task definition has it.</param>
/// <param name="Reason">Why it stopped, as far as the agent says: an error's name and a text.</param>
/// <param name="Bindings">Which ports of the host lead to which of its ports; empty in awsvpc mode.</param>
/// <param name="Interface">The task's network interface as this container sees it; null in bridge and host mode.</param>
internal readonly record struct EcsContainer(string Name, string? Reason, ImmutableArray<PortBinding> Bindings, TaskInterface? Interface)
{
    /// <summary>Reads the list <c>containers</c> of a task.</summary>
    public static ImmutableArray<EcsContainer> ReadAll(ref ApiJson json)
    {
        var containers = ImmutableArray.CreateBuilder<EcsContainer>();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            containers.Add(Read(ref json));
        }

        return containers.DrainToImmutable();
    }

    private static EcsContainer Read(ref ApiJson json)
    {
        var container = new EcsContainer("", null, [], null);
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("name"u8))
            {
                container = container with { Name = json.Text() ?? "" };
            }
            else if (json.Is("reason"u8))
            {
                container = container with { Reason = json.Text() };
            }
            else if (json.Is("networkBindings"u8))
            {
                container = container with { Bindings = PortBinding.ReadAll(ref json) };
            }
            else if (json.Is("networkInterfaces"u8))
            {
                container = container with { Interface = TaskInterface.ReadFirst(ref json) };
            }
            else
            {
                json.Skip();
            }
        }

        return container;
    }
}

/// <summary>
/// A port of the host that leads to a port of a container.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkBinding.html"/>
/// </summary>
/// <param name="ContainerPort">What the container listens on; null for a range of ports.</param>
/// <param name="HostPort">What the host listens on.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
internal readonly record struct PortBinding(long? ContainerPort, long? HostPort, string? Protocol)
{
    /// <summary>Reads the list <c>networkBindings</c> of a container.</summary>
    public static ImmutableArray<PortBinding> ReadAll(ref ApiJson json)
    {
        var bindings = ImmutableArray.CreateBuilder<PortBinding>();
        var isArray = json.BeginArray();
        while (isArray && json.NextElement())
        {
            bindings.Add(Read(ref json));
        }

        return bindings.DrainToImmutable();
    }

    private static PortBinding Read(ref ApiJson json)
    {
        var binding = default(PortBinding);
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("containerPort"u8))
            {
                binding = binding with { ContainerPort = json.Integer() };
            }
            else if (json.Is("hostPort"u8))
            {
                binding = binding with { HostPort = json.Integer() };
            }
            else if (json.Is("protocol"u8))
            {
                binding = binding with { Protocol = json.Text() };
            }
            else
            {
                json.Skip();
            }
        }

        return binding;
    }
}
