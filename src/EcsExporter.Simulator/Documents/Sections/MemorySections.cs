// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents.Sections;

/// <summary>Writes <c>memory_stats</c> in the shapes of the platforms.</summary>
internal static class MemorySections
{
    private const ulong PageBytes = 4096;

    /// <summary>Each figure twice: for the container's own cgroup, and with the prefix <c>total_</c> including its children.</summary>
    public static void CgroupV1(Utf8JsonWriter json, Sample sample)
    {
        var memory = sample.Memory;
        (string Name, ulong Value)[] figures =
        [
            ("active_anon", 0),
            ("active_file", memory.FileCache - InactiveFile(memory)),
            ("cache", memory.FileCache),
            ("dirty", 0),
            ("inactive_anon", memory.Anonymous),
            ("inactive_file", InactiveFile(memory)),
            ("mapped_file", Pages(memory.FileCache, 4)),
            ("pgfault", memory.Faults),
            ("pgmajfault", memory.MajorFaults),
            ("rss", memory.Anonymous),
            ("rss_huge", 0),
            ("unevictable", 0),
            ("writeback", 0),
        ];

        json.WriteStartObject();
        json.WriteNumber("usage", memory.Usage);
        json.WriteNumber("max_usage", memory.Peak);
        WriteLimitHits(json, memory);
        json.WriteStartObject("stats");
        foreach ((var name, var value) in figures)
        {
            json.WriteNumber(name, value);
            json.WriteNumber("total_" + name, value);
        }

        json.WriteNumber("hierarchical_memory_limit", sample.HierarchicalMemoryLimitBytes);
        json.WriteNumber("hierarchical_memsw_limit", sample.Platform.UnlimitedMemoryBytes);
        json.WriteEndObject();
        json.WriteNumber("limit", sample.MemoryLimitBytes);
        json.WriteEndObject();
    }

    public static void CgroupV2(Utf8JsonWriter json, Sample sample)
    {
        var memory = sample.Memory;
        (string Name, ulong Value)[] figures =
        [
            ("active_anon", PageBytes),
            ("active_file", memory.FileCache - InactiveFile(memory)),
            ("anon", memory.Anonymous),
            ("anon_thp", 0),
            ("file", memory.FileCache),
            ("file_dirty", PageBytes),
            ("file_mapped", Pages(memory.FileCache, 4)),
            ("file_writeback", 0),
            ("inactive_anon", memory.Anonymous - PageBytes),
            ("inactive_file", InactiveFile(memory)),
            ("kernel_stack", sample.Processes * 16384),
            ("pgactivate", memory.Faults / 8),
            ("pgfault", memory.Faults),
            ("pgmajfault", memory.MajorFaults),
            ("pgscan", 0),
            ("shmem", 0),
            ("slab", memory.Kernel / 2),
            ("slab_reclaimable", memory.Kernel / 4),
            ("slab_unreclaimable", (memory.Kernel / 2) - (memory.Kernel / 4)),
            ("sock", PageBytes),
            ("unevictable", 0),
            ("workingset_refault", 0),
        ];

        json.WriteStartObject();
        json.WriteNumber("usage", memory.Usage);
        WriteLimitHits(json, memory);
        json.WriteStartObject("stats");
        foreach ((var name, var value) in figures)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteNumber("limit", sample.MemoryLimitBytes);
        json.WriteEndObject();
    }

    public static void DockerWindows(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        WriteCommit(json, sample.Memory);
        json.WriteEndObject();
    }

    /// <summary>The Windows figures and the usage, by which a reader tells these statistics from those of Docker on Windows.</summary>
    public static void FargateWindows(Utf8JsonWriter json, Sample sample)
    {
        json.WriteStartObject();
        json.WriteNumber("usage", sample.Memory.Anonymous + sample.Memory.Kernel);
        json.WriteNumber("max_usage", sample.Memory.Peak);
        WriteCommit(json, sample.Memory);
        json.WriteEndObject();
    }

    private static void WriteCommit(Utf8JsonWriter json, MemoryUsage memory)
    {
        json.WriteNumber("commitbytes", memory.Anonymous + (memory.Kernel * 8));
        json.WriteNumber("commitpeakbytes", memory.Peak + (memory.Kernel * 8));
        json.WriteNumber("privateworkingset", memory.Anonymous);
    }

    // Docker's field has the tag omitempty, so Go omits it when it is zero.
    private static void WriteLimitHits(Utf8JsonWriter json, MemoryUsage memory)
    {
        if (memory.LimitHits > 0)
        {
            json.WriteNumber("failcnt", memory.LimitHits);
        }
    }

    private static ulong InactiveFile(MemoryUsage memory) => Pages(memory.FileCache, 6);

    private static ulong Pages(ulong bytes, ulong tenths) => bytes / 10 * tenths / PageBytes * PageBytes;
}
