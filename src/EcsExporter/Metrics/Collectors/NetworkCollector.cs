// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>
/// Network traffic: of the task when its containers share one network, of each container when each has its own. Private interfaces are not added up
/// for the task: the sum would fall when a container ends.
/// </summary>
internal static class NetworkCollector
{
    public static Collector Collector => new("network", EnabledByDefault: true,
        "Traffic of the task's network interfaces, or of each container's own interfaces. None with host networking.",
        () =>
        [
            .. Both("receive_bytes", "Bytes received", "rx_bytes", static traffic => traffic.ReceiveBytes, "NetworkRxBytes (per second)"),
            .. Both("receive_packets", "Packets received", "rx_packets", static traffic => traffic.ReceivePackets),
            .. Both("receive_packets_dropped", "Incoming packets dropped", "rx_dropped", static traffic => traffic.ReceiveDropped),
            .. Both("receive_errors", "Receive errors", "rx_errors", static traffic => traffic.ReceiveErrors),
            .. Both("transmit_bytes", "Bytes sent", "tx_bytes", static traffic => traffic.TransmitBytes, "NetworkTxBytes (per second)"),
            .. Both("transmit_packets", "Packets sent", "tx_packets", static traffic => traffic.TransmitPackets),
            .. Both("transmit_packets_dropped", "Outgoing packets dropped", "tx_dropped", static traffic => traffic.TransmitDropped),
            .. Both("transmit_errors", "Transmit errors", "tx_errors", static traffic => traffic.TransmitErrors),
        ])
    {
        Note = "On EC2 with `awsvpc` networks, ECS agents before 1.100 on Linux, and all agents on Windows, divide the interface counters by "
            + "the number of containers in the task (amazon-ecs-agent "
            + "[#4618](https://github.com/aws/amazon-ecs-agent/issues/4618), [#4766](https://github.com/aws/amazon-ecs-agent/pull/4766)). "
            + "The counters are then too low by this factor, and they jump when the agent is updated or a container starts or stops.\n\n"
            + "Each container reports the counters of a shared interface at a slightly different time. `ecs_network_*` therefore keep the highest "
            + "value until a sample exceeds it. The exporter assumes a counter reset if a sample is less than half of the "
            + "highest value, or if the samples stay lower for a minute.",
    };

    private static IEnumerable<MetricFamily<TaskSnapshot>> Both(
        string what, string help, string field, Func<InterfaceStats, double?> value, string? containerInsights = null)
    {
        MetricReference Reference(string goExporter, string level, string platforms) => new(
            $"S.networks.*.{field}", platforms,
            goExporter,
            Telegraf: $"ecs_container_net.{field}",
            OpenTelemetry: $"{level}.network.io.usage.{field}",
            containerInsights,
            Cadvisor: $"container_network_{what}_total");

        yield return new MetricFamily<TaskSnapshot>($"ecs_network_{what}_total", MetricType.Counter,
            $"{help} on the task's interface. Only with a shared network (awsvpc, daemon-bridge); otherwise see ecs_container_network_{what}_total.",
            ["interface"],
            (snapshot, samples) =>
            {
                foreach (var traffic in snapshot.SharedInterfaces)
                {
                    samples.Add(traffic.Name, value(traffic));
                }
            })
        {
            Reference = Reference($"ecs_network_{what}_total", "ecs.task", "awsvpc: Fargate, Managed Instances, EC2; daemon-bridge: Managed Daemons") with
            {
                Source = $"S.networks.*.{field}, the maximum over the containers and earlier scrapes",
                OpenTelemetry = $"ecs.task.network.io.usage.{field} (counted once for each container)",
            },
        };

        yield return Family.OfContainerItems($"ecs_container_network_{what}_total", MetricType.Counter,
            $"{help} on the container's interface. Only if the container has a network of its own (bridge, default, nat); "
                + $"otherwise see ecs_network_{what}_total.",
            "interface",
            static container => container.OwnInterfaces,
            static traffic => traffic.Name,
            value,
            Reference($"ecs_network_{what}_total (of one container only)", "container", "bridge, default, nat: EC2, Anywhere") with
            {
                ContainerInsights = containerInsights is null ? null : $"Container{containerInsights}",
            });
    }
}
