// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents.Sections;

/// <summary>Writes <c>storage_stats</c> in the shapes of the platforms.</summary>
internal static class StorageSections
{
    public static void Empty(Utf8JsonWriter json, Sample _)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    public static void DockerWindows(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteNumber("read_count_normalized", sample.Disk.Reads);
        json.WriteNumber("read_size_bytes", sample.Disk.ReadBytes);
        json.WriteNumber("write_count_normalized", sample.Disk.Writes);
        json.WriteNumber("write_size_bytes", sample.Disk.WrittenBytes);
        json.WriteEndObject();
    }
}
