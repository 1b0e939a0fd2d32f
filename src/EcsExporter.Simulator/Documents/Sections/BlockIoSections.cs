// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents.Sections;

/// <summary>Writes <c>blkio_stats</c> in the shapes of the platforms.</summary>
internal static class BlockIoSections
{
    private const ulong SectorBytes = 512;

    private static readonly string[] UnusedLists =
    [
        "io_queue_recursive",
        "io_service_time_recursive",
        "io_wait_time_recursive",
        "io_merged_recursive",
        "io_time_recursive",
        "sectors_recursive",
    ];

    /// <summary>Bytes and operations in six capitalized kinds for every device; the other lists are empty.</summary>
    public static void CgroupV1(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        WriteSixKinds(json, "io_service_bytes_recursive", sample, sample.Disk.ReadBytes, sample.Disk.WrittenBytes, SectorBytes);
        WriteSixKinds(json, "io_serviced_recursive", sample, sample.Disk.Reads, sample.Disk.Writes, 1);
        foreach (var list in UnusedLists)
        {
            json.WriteStartArray(list);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Bytes in two lower-case kinds for every device; the other lists are null.</summary>
    public static void CgroupV2(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteStartArray("io_service_bytes_recursive");
        foreach (var device in sample.Platform.Devices)
        {
            WriteEntry(json, device, "read", sample.Disk.ReadBytes * device.ReadPercent / 100 / SectorBytes * SectorBytes);
            WriteEntry(json, device, "write", sample.Disk.WrittenBytes * device.WritePercent / 100 / SectorBytes * SectorBytes);
        }

        json.WriteEndArray();
        json.WriteNull("io_serviced_recursive");
        foreach (var list in UnusedLists)
        {
            json.WriteNull(list);
        }

        json.WriteEndObject();
    }

    /// <summary>No figures, as on Windows: every list is null.</summary>
    public static void None(Utf8JsonWriter json, Sample _)
    {
        json.WriteStartObject();
        json.WriteNull("io_service_bytes_recursive");
        json.WriteNull("io_serviced_recursive");
        foreach (var list in UnusedLists)
        {
            json.WriteNull(list);
        }

        json.WriteEndObject();
    }

    /// <summary>No figures, in the other form that Windows uses: every list is the text "None".</summary>
    public static void NoneAsText(Utf8JsonWriter json, Sample _)
    {
        json.WriteStartObject();
        json.WriteString("io_service_bytes_recursive", "None");
        json.WriteString("io_serviced_recursive", "None");
        foreach (var list in UnusedLists)
        {
            json.WriteString(list, "None");
        }

        json.WriteEndObject();
    }

    private static void WriteSixKinds(Utf8JsonWriter json, string list, Sample sample, ulong read, ulong written, ulong unit)
    {
        json.WriteStartArray(list);
        foreach (var device in sample.Platform.Devices)
        {
            var reads = read * device.ReadPercent / 100 / unit * unit;
            var writes = written * device.WritePercent / 100 / unit * unit;
            WriteEntry(json, device, "Read", reads);
            WriteEntry(json, device, "Write", writes);
            WriteEntry(json, device, "Sync", reads);
            WriteEntry(json, device, "Async", writes);
            WriteEntry(json, device, "Discard", 0);
            WriteEntry(json, device, "Total", reads + writes);
        }

        json.WriteEndArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, BlockDevice device, string kind, ulong value)
    {
        json.WriteStartObject();
        json.WriteNumber("major", device.Major);
        json.WriteNumber("minor", device.Minor);
        json.WriteString("op", kind);
        json.WriteNumber("value", value);
        json.WriteEndObject();
    }
}
