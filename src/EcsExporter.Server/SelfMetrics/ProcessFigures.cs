// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Holds the operating system's figures of this process at one moment. A figure that is not available is null.</summary>
internal sealed class ProcessFigures
{
    /// <summary>User and system CPU time.</summary>
    public double? CpuSeconds { get; init; }

    public double? OpenFileDescriptors { get; init; }

    public double? MaxFileDescriptors { get; init; }

    public double? ResidentMemoryBytes { get; init; }

    public double? VirtualMemoryBytes { get; init; }

    public double? MaxVirtualMemoryBytes { get; init; }

    /// <summary>The start of the process in seconds since 1970.</summary>
    public double? StartTimeSeconds { get; init; }

    /// <summary>Bytes received by the network namespace.</summary>
    public double? ReceivedBytes { get; init; }

    /// <summary>Bytes sent by the network namespace.</summary>
    public double? SentBytes { get; init; }

    /// <summary>
    /// Returns the standard process families (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics). A family that the
    /// platform does not support is absent.
    /// </summary>
    public static IEnumerable<MetricFamily<ProcessFigures>> Families() =>
    [
        Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", static process => process.CpuSeconds),
        Gauge("process_open_fds", "Number of open file descriptors.", static process => process.OpenFileDescriptors),
        Gauge("process_max_fds", "Maximum number of open file descriptors.", static process => process.MaxFileDescriptors),
        Gauge("process_resident_memory_bytes", "Resident memory size in bytes.", static process => process.ResidentMemoryBytes),
        Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", static process => process.VirtualMemoryBytes),
        Gauge("process_virtual_memory_max_bytes", "Maximum amount of virtual memory available in bytes.", static process => process.MaxVirtualMemoryBytes),
        Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", static process => process.StartTimeSeconds),
        Counter(
            "process_network_receive_bytes_total",
            "Number of bytes received by the network namespace of the process, which the containers of an awsvpc task share.",
            static process => process.ReceivedBytes),
        Counter(
            "process_network_transmit_bytes_total",
            "Number of bytes sent by the network namespace of the process, which the containers of an awsvpc task share.",
            static process => process.SentBytes),
    ];

    private static MetricFamily<ProcessFigures> Counter(string name, string help, Func<ProcessFigures, double?> value) =>
        new(name, MetricType.Counter, help, [], (process, samples) => samples.Add(value(process)));

    private static MetricFamily<ProcessFigures> Gauge(string name, string help, Func<ProcessFigures, double?> value) =>
        new(name, MetricType.Gauge, help, [], (process, samples) => samples.Add(value(process)));
}
