// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Holds a container of a task.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Container.html"/>
/// </summary>
internal sealed class EcsContainer
{
    /// <summary>The container's name in the task definition.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Why the container stopped, if the agent reports it: the name of an error and a text.</summary>
    public string? Reason { get; private set; }

    /// <summary>The host ports that forward to ports of the container; empty in awsvpc mode.</summary>
    public PortBinding[] Bindings { get; private set; } = [];

    /// <summary>The task's network interface as this container reports it; null in bridge and host mode.</summary>
    public TaskInterface? Interface { get; private set; }

    /// <summary>Parses an element of a task's <c>containers</c>.</summary>
    public static EcsContainer Read(ref ApiJson json)
    {
        var container = new EcsContainer();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("name"u8))
            {
                container.Name = json.Text() ?? "";
            }
            else if (json.Is("reason"u8))
            {
                container.Reason = json.Text();
            }
            else if (json.Is("networkBindings"u8))
            {
                container.Bindings = JsonList.Read(ref json, PortBinding.Read);
            }
            else if (json.Is("networkInterfaces"u8))
            {
                container.Interface = TaskInterface.ReadFirst(ref json);
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
/// Holds a host port that forwards to a port of a container.
/// <see href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_NetworkBinding.html"/>
/// </summary>
internal sealed class PortBinding
{
    /// <summary>The container's port; null for a range of ports.</summary>
    public long? ContainerPort { get; private set; }

    /// <summary>The host's port.</summary>
    public long? HostPort { get; private set; }

    /// <summary><c>tcp</c> or <c>udp</c>.</summary>
    public string? Protocol { get; private set; }

    /// <summary>Parses an element of a container's <c>networkBindings</c>.</summary>
    public static PortBinding Read(ref ApiJson json)
    {
        var binding = new PortBinding();
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty())
        {
            if (json.Is("containerPort"u8))
            {
                binding.ContainerPort = json.Integer();
            }
            else if (json.Is("hostPort"u8))
            {
                binding.HostPort = json.Integer();
            }
            else if (json.Is("protocol"u8))
            {
                binding.Protocol = json.Text();
            }
            else
            {
                json.Skip();
            }
        }

        return binding;
    }
}
