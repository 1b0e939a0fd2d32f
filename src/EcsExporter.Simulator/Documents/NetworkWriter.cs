// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using EcsExporter.Simulator.Behaviour;

namespace EcsExporter.Simulator.Documents;

/// <summary>Writes the networks in a container's document.</summary>
internal static class NetworkWriter
{
    public static void Write(
        Utf8JsonWriter json,
        SimulatedTask task,
        SimulatedContainer container,
        RunState state,
        EndpointVersion version)
    {
        json.WriteStartArray("Networks");
        json.WriteStartObject();
        json.WriteString("NetworkMode", task.Declaration.Platform.NetworkMode);
        json.WriteStartArray("IPv4Addresses");
        json.WriteStringValue(Address(task, container, state));
        json.WriteEndArray();
        if (task.Declaration.Platform.SharesNetwork && version == EndpointVersion.V4)
        {
            WriteInterface(json, task.Identity, task.Declaration.Region);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    // Docker has no address for a stopped container or a container in the host's network; the agent passes on "".
    private static string Address(SimulatedTask task, SimulatedContainer container, RunState state)
    {
        var mode = task.Declaration.Platform.NetworkMode;
        if (task.Declaration.Platform.SharesNetwork)
        {
            return task.Identity.PrivateAddress;
        }

        if (mode == "host" || !state.Running)
        {
            return "";
        }

        var position = 2 + task.Containers.TakeWhile(other => other != container).Count();
        return (mode == "nat" ? "172.28.144." : "172.17.0.") + position.ToString(CultureInfo.InvariantCulture);
    }

    private static void WriteInterface(Utf8JsonWriter json, TaskIdentity identity, string region)
    {
        var host = "ip-" + identity.PrivateAddress.Replace('.', '-');
        var subnet = identity.PrivateAddress[..identity.PrivateAddress.LastIndexOf('.')];
        json.WriteNumber("AttachmentIndex", 0);
        json.WriteString("MACAddress", identity.MacAddress);
        json.WriteString("IPv4SubnetCIDRBlock", subnet + ".0/24");
        json.WriteStartArray("DomainNameServers");
        json.WriteStringValue("10.0.0.2");
        json.WriteEndArray();
        json.WriteStartArray("DomainNameSearchList");
        json.WriteStringValue(region + ".compute.internal");
        json.WriteEndArray();
        json.WriteString("PrivateDNSName", $"{host}.{region}.compute.internal");
        json.WriteString("SubnetGatewayIpv4Address", subnet + ".1/24");
    }
}
