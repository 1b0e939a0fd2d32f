// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>
/// The documented contract: 19 gauges with raw values as the endpoint gives them. Their names, help texts (spelling mistakes included) and labels
/// are fixed; the other collectors publish the same facts under names that follow the Prometheus conventions.
/// </summary>
internal static class ClassicCollector
{
    private static readonly string[] ContainerLabels = ["cluster", "container", "task_az", "task_family", "task_family_revision"];
    private static readonly string[] InterfaceLabels = ["cluster", "container", "network_interface", "task_az", "task_family", "task_family_revision"];

    public static Collector Collector => new("classic", EnabledByDefault: true,
        "The 19 gauges of prometheus-community/ecs_exporter before 0.1: raw values with task labels. Disable it when nothing uses these names any more.",
        () =>
        [
            Gauge("ecs_cpu_kernel", "Total CPU usage by kernel space.", "cpu_stats.cpu_usage.usage_in_kernelmode", static stats => stats.Cpu?.KernelUsage),
            Gauge("ecs_cpu_num_online", "Number of online CPUs.", "cpu_stats.online_cpus", static stats => stats.Cpu?.OnlineCpus, Platforms.Linux),
            Gauge("ecs_cpu_system", "Total system CPU usage.", "cpu_stats.system_cpu_usage", static stats => stats.Cpu?.SystemNanoseconds, Platforms.Linux),
            Gauge("ecs_cpu_total", "Total CPU usage.", "cpu_stats.cpu_usage.total_usage", static stats => stats.Cpu?.TotalUsage),
            Gauge("ecs_cpu_user", "Total CPU usage by user space.", "cpu_stats.cpu_usage.usage_in_usermode", static stats => stats.Cpu?.UserUsage),
            Gauge("ecs_mem_limit", "Memory limit.", "memory_stats.limit", static stats => stats.RawMemory?.RawLimitBytes, Platforms.Linux),
            Gauge("ecs_mem_total", "Total memory usage.", "memory_stats.usage", static stats => stats.RawMemory?.UsageBytes, Platforms.LinuxAndFargateWindows),
            Gauge("ecs_mem_usage",
                "Maximum memory usage.", "memory_stats.max_usage", static stats => stats.RawMemory?.MaxUsageBytes, Platforms.CgroupV1AndFargateWindows),
            InterfaceGauge("ecs_network_rx_bytes", "Network recieved in bytes.", "rx_bytes", static traffic => traffic.ReceiveBytes),
            InterfaceGauge("ecs_network_rx_dropped", "Network packets dropped in recieving.", "rx_dropped", static traffic => traffic.ReceiveDropped),
            InterfaceGauge("ecs_network_rx_errors", "Network errors in recieving.", "rx_errors", static traffic => traffic.ReceiveErrors),
            InterfaceGauge("ecs_network_rx_packets", "Network packets recieved.", "rx_packets", static traffic => traffic.ReceivePackets),
            Gauge("ecs_network_rx_rate",
                "Network recieved rate per second.", "network_rate_stats.rx_bytes_per_sec", static stats => stats.ReceiveBytesPerSecond),
            InterfaceGauge("ecs_network_tx_bytes", "Network transmitted in bytes.", "tx_bytes", static traffic => traffic.TransmitBytes),
            InterfaceGauge("ecs_network_tx_dropped", "Network packets dropped in transmit.", "tx_dropped", static traffic => traffic.TransmitDropped),
            InterfaceGauge("ecs_network_tx_errors", "Network errors in transmit.", "tx_errors", static traffic => traffic.TransmitErrors),
            InterfaceGauge("ecs_network_tx_packets", "Network packets transmitted.", "tx_packets", static traffic => traffic.TransmitPackets),
            Gauge("ecs_network_tx_rate",
                "Network transmitted rate per second.", "network_rate_stats.tx_bytes_per_sec", static stats => stats.TransmitBytesPerSecond),
            Gauge("ecs_num_procs", "Number of processes.", "num_procs", static stats => stats.NumProcs),
        ]);

    private static MetricFamily<TaskSnapshot> Gauge(
        string name, string help, string field, Func<ContainerStats, double?> value, string platforms = Platforms.All) =>
        new(name, MetricType.Gauge, help, ContainerLabels, (snapshot, samples) =>
        {
            var task = snapshot.Identity;
            foreach (var container in snapshot.Containers)
            {
                if (container.Stats is { } stats)
                {
                    samples.Add([task.ClusterName, container.Name, task.AvailabilityZone, task.Family, task.Revision], value(stats));
                }
            }
        })
        { Reference = new($"S.{field}", platforms) };

    private static MetricFamily<TaskSnapshot> InterfaceGauge(string name, string help, string field, Func<InterfaceStats, double?> value) =>
        new(name, MetricType.Gauge, help, InterfaceLabels, (snapshot, samples) =>
        {
            var task = snapshot.Identity;
            foreach (var container in snapshot.Containers)
            {
                foreach (var traffic in container.Stats?.Interfaces ?? [])
                {
                    samples.Add(
                        [task.ClusterName, container.Name, traffic.Name, task.AvailabilityZone, task.Family, task.Revision], value(traffic));
                }
            }
        })
        { Reference = new($"S.networks.*.{field}", "all but host networks") };
}
