// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Metrics.Collectors;

/// <summary>Block-device traffic of containers.</summary>
internal static class BlockIoCollector
{
    private const string Trap = " The kernel counts at the block layer, without the page cache and network file systems.";

    public static Collector Collector => new("blkio", EnabledByDefault: true,
        "Block device reads and writes of each container, in bytes and operations.",
        () =>
        [
            Counter("ecs_container_fs_reads_bytes_total",
                "Bytes that the container read from the device." + Trap,
                static io => io.Bytes,
                static device => device.Read,
                new("S.blkio_stats.io_service_bytes_recursive[] op Read; S.storage_stats.read_size_bytes", Platforms.All,
                    Telegraf: "ecs_container_blkio.io_service_bytes_recursive_read",
                    OpenTelemetry: "container.storage.read_bytes (of one device; 0 under cgroup v2)",
                    ContainerInsights: "ContainerStorageReadBytes",
                    Cadvisor: "container_fs_reads_bytes_total")),
            Counter("ecs_container_fs_writes_bytes_total",
                "Bytes that the container wrote to the device." + Trap,
                static io => io.Bytes,
                static device => device.Written,
                new("S.blkio_stats.io_service_bytes_recursive[] op Write; S.storage_stats.write_size_bytes", Platforms.All,
                    Telegraf: "ecs_container_blkio.io_service_bytes_recursive_write",
                    OpenTelemetry: "container.storage.write_bytes (of one device; 0 under cgroup v2)",
                    ContainerInsights: "ContainerStorageWriteBytes",
                    Cadvisor: "container_fs_writes_bytes_total")),
            Counter("ecs_container_fs_reads_total",
                "Read operations of the container on the device; absent under cgroup v2." + Trap,
                static io => io.Operations,
                static device => device.Read,
                new("S.blkio_stats.io_serviced_recursive[] op Read; S.storage_stats.read_count_normalized", "Linux, cgroup v1; Windows on EC2",
                    Telegraf: "ecs_container_blkio.io_serviced_recursive_read",
                    Cadvisor: "container_fs_reads_total")),
            Counter("ecs_container_fs_writes_total",
                "Write operations of the container on the device; absent under cgroup v2." + Trap,
                static io => io.Operations,
                static device => device.Written,
                new("S.blkio_stats.io_serviced_recursive[] op Write; S.storage_stats.write_count_normalized", "Linux, cgroup v1; Windows on EC2",
                    Telegraf: "ecs_container_blkio.io_serviced_recursive_write",
                    Cadvisor: "container_fs_writes_total")),
        ])
    {
        Note = "Old Fargate platforms omit a value of 0, so an entry that has a device and an operation but no value counts as 0. A missing entry "
            + "gives no series.",
    };

    private static MetricFamily<TaskSnapshot> Counter(
        string name, string help, Func<BlockIoStats, ImmutableArray<DeviceIo>> devices, Func<DeviceIo, double?> value, MetricReference reference) =>
        Family.OfContainerItems(name, MetricType.Counter, help, "device",
            container => container.Stats is { } stats ? devices(stats.BlockIo) : [],
            static device => device.Device,
            value,
            reference);
}
