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
        "Traffic of the task's network interfaces, or of each container's where containers have their own; none with host networking.",
        () =>
        [
            .. Both("receive_bytes", "Bytes received", "rx_bytes", static traffic => traffic.ReceiveBytes, "NetworkRxBytes (per second)"),
            .. Both("receive_packets", "Packets received", "rx_packets", static traffic => traffic.ReceivePackets),
            .. Both("receive_packets_dropped", "Packets dropped that should have been received", "rx_dropped", static traffic => traffic.ReceiveDropped),
            .. Both("receive_errors", "Errors on packets received", "rx_errors", static traffic => traffic.ReceiveErrors),
            .. Both("transmit_bytes", "Bytes sent", "tx_bytes", static traffic => traffic.TransmitBytes, "NetworkTxBytes (per second)"),
            .. Both("transmit_packets", "Packets sent", "tx_packets", static traffic => traffic.TransmitPackets),
            .. Both("transmit_packets_dropped", "Packets dropped that should have been sent", "tx_dropped", static traffic => traffic.TransmitDropped),
            .. Both("transmit_errors", "Errors on packets sent", "tx_errors", static traffic => traffic.TransmitErrors),
        ])
    {
        Note = "On EC2 with `awsvpc` networks, the ECS agent before 1.100 on Linux, and every agent on Windows, divides the interface counters by "
            + "the number of containers in the task (amazon-ecs-agent "
            + "[#4618](https://github.com/aws/amazon-ecs-agent/issues/4618), [#4766](https://github.com/aws/amazon-ecs-agent/pull/4766)). "
            + "The counters are too low by that factor, and they step when the agent is updated or a container starts or ends.\n\n"
            + "`ecs_network_*` never fall from one scrape to the next while the interface exists: each container's copy of the counters is a "
            + "moment older or newer, so the highest value is kept until a sample passes it. A counter that starts again is passed on: a later "
            + "sample with less than half, or one that stays lower for a minute.",
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
            $"{help} by the task, whose containers share one network (awsvpc, Fargate); other networks have ecs_container_network_{what}_total.",
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
                Source = $"S.networks.*.{field}, the maximum over the containers and the scrapes before",
                OpenTelemetry = $"ecs.task.network.io.usage.{field} (added up over the containers, so a multiple)",
            },
        };

        yield return Family.OfContainerItems($"ecs_container_network_{what}_total", MetricType.Counter,
            $"{help} by the container, which has interfaces of its own (bridge, default, nat); shared networks have ecs_network_{what}_total.",
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
