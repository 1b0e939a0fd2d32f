// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>The standard process families (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics); what a platform cannot tell is absent.</summary>
internal static class ProcessFamilies
{
    public static IEnumerable<MetricFamily> Of(IProcessFigures process) =>
    [
        Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", () => process.CpuSeconds),
        Gauge("process_open_fds", "Number of open file descriptors.", () => process.OpenFileDescriptors),
        Gauge("process_max_fds", "Maximum number of open file descriptors.", () => process.MaxFileDescriptors),
        Gauge("process_resident_memory_bytes", "Resident memory size in bytes.", () => process.ResidentMemoryBytes),
        Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", () => process.VirtualMemoryBytes),
        Gauge("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", () => process.MaxVirtualMemoryBytes),
        Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", () => process.StartTimeSeconds),
        Counter("process_network_receive_bytes_total", "Number of bytes received by the network namespace of the process, in an ECS task shared with its other containers.", () => process.ReceivedBytes),
        Counter("process_network_transmit_bytes_total", "Number of bytes sent by the network namespace of the process, in an ECS task shared with its other containers.", () => process.SentBytes),
    ];

    private static MetricFamily Counter(string name, string help, Func<double?> value) =>
        new(name, MetricType.Counter, help, [], (_, samples) => samples.Add(value()));

    private static MetricFamily Gauge(string name, string help, Func<double?> value) =>
        new(name, MetricType.Gauge, help, [], (_, samples) => samples.Add(value()));
}
