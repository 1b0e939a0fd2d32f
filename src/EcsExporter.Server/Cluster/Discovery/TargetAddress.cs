// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EcsExporter.Server.Cluster.Documents;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>Holds the address at which Prometheus reaches a port of a container.</summary>
/// <param name="ip">The IP address, without brackets.</param>
/// <param name="port">The port at that address.</param>
/// <param name="networkMode"><c>awsvpc</c>, <c>bridge</c> or <c>host</c>.</param>
internal sealed class TargetAddress(string ip, long port, string networkMode)
{
    public string Ip => ip;

    public string NetworkMode => networkMode;

    /// <summary>Formats the address for Prometheus: <c>10.0.1.7:9779</c>, <c>[2001:db8::7]:9779</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:{port}");

    /// <summary>Returns the address of a container's port, or the reason why there is none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="container">The task's container.</param>
    /// <param name="port">The port that the container listens on.</param>
    /// <param name="place">The task definition and the instance of the task.</param>
    public static (TargetAddress? Address, LeftOutReason Reason) Of(EcsTask task, EcsContainer container, int port, TaskPlace place)
    {
        if (task.Interface is { } own)
        {
            return Checked(own.PrivateIPv4 ?? own.IPv6, port, "awsvpc");
        }

        if (task.LaunchType == "EXTERNAL" || place.Instance is { IsOfEc2: false })
        {
            return (null, LeftOutReason.Anywhere);
        }

        if ((place.Host?.PrivateIPv4 ?? place.Host?.IPv6) is not { } hostAddress)
        {
            return (null, LeftOutReason.NoAddress);
        }

        return place.Definition?.NetworkMode == "host" ? Checked(hostAddress, port, "host")
            : HostPort(container, port) is { } hostPort ? Checked(hostAddress, hostPort, "bridge")
            : (null, LeftOutReason.NoHostPort);
    }

    private static (TargetAddress? Address, LeftOutReason Reason) Checked(string? ip, long port, string networkMode) =>
        IPAddress.TryParse(ip, out var address) && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? (new TargetAddress(ip, port, networkMode), default)
            : (null, LeftOutReason.NoAddress);

    private static long? HostPort(EcsContainer container, int port)
    {
        foreach (var binding in container.Bindings)
        {
            if (binding.ContainerPort == port && binding.Protocol is null or "tcp" && binding.HostPort is >= 1 and <= ushort.MaxValue)
            {
                return binding.HostPort;
            }
        }

        return null;
    }
}

/// <summary>Holds the task definition and the instance of a task.</summary>
/// <param name="definition">The task definition; null while it is not known.</param>
/// <param name="instance">The container instance; null on Fargate, and while it is not known.</param>
/// <param name="host">The EC2 instance; null on Fargate, and while it is not known.</param>
internal sealed class TaskPlace(EcsTaskDefinition? definition, EcsInstance? instance, Ec2Instance? host)
{
    public EcsTaskDefinition? Definition => definition;

    public EcsInstance? Instance => instance;

    public Ec2Instance? Host => host;
}
