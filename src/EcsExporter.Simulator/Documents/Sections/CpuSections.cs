// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Simulator.Declarations;

namespace EcsExporter.Simulator.Documents.Sections;

/// <summary>Writes <c>cpu_stats</c> and <c>precpu_stats</c> in the shapes of the platforms.</summary>
internal static class CpuSections
{
    private const ulong TickNanoseconds = 100;

    /// <summary>Times per processor, and user and kernel time counted in jiffies of 10 ms.</summary>
    public static void CgroupV1(Utf8JsonWriter json, CpuUsage usage, Platform platform)
    {
        json.WriteStartObject();
        json.WriteStartObject("cpu_usage");
        json.WriteNumber("total_usage", usage.TotalNanoseconds);
        json.WriteStartArray("percpu_usage");
        var processors = (ulong)platform.Processors;
        for (ulong processor = 0; processor < processors; processor++)
        {
            json.WriteNumberValue((usage.TotalNanoseconds + processor) / processors);
        }

        json.WriteEndArray();
        WriteModes(json, usage.TotalNanoseconds, 10_000_000);
        json.WriteEndObject();
        WriteHost(json, usage, platform);
        WriteThrottling(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Whole microseconds, no times per processor.</summary>
    public static void CgroupV2(Utf8JsonWriter json, CpuUsage usage, Platform platform)
    {
        var total = usage.TotalNanoseconds / 1000 * 1000;
        json.WriteStartObject();
        WriteUsage(json, total, 1000);
        WriteHost(json, usage, platform);
        WriteThrottling(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Ticks of 100 ns, without the CPU time of the host, as Docker on Windows gives them.</summary>
    public static void DockerWindows(Utf8JsonWriter json, CpuUsage usage, Platform _)
    {
        json.WriteStartObject();
        WriteUsage(json, usage.TotalNanoseconds / TickNanoseconds, 1);
        WriteThrottling(json, usage);
        json.WriteEndObject();
    }

    /// <summary>Nanoseconds, without the CPU time of the host, as Fargate on Windows gives them.</summary>
    public static void FargateWindows(Utf8JsonWriter json, CpuUsage usage, Platform _)
    {
        json.WriteStartObject();
        WriteUsage(json, usage.TotalNanoseconds / TickNanoseconds * TickNanoseconds, TickNanoseconds);
        WriteThrottling(json, usage);
        json.WriteEndObject();
    }

    /// <summary>The value of <c>precpu_stats</c> without a previous sample: Go's zero value, on every platform.</summary>
    public static void WriteZero(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteUsage(json, 0, 1);
        WriteThrottling(json, default);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, ulong total, ulong unit)
    {
        json.WriteStartObject("cpu_usage");
        json.WriteNumber("total_usage", total);
        WriteModes(json, total, unit);
        json.WriteEndObject();
    }

    private static void WriteModes(Utf8JsonWriter json, ulong total, ulong unit)
    {
        var kernel = total / 5 / unit * unit;
        json.WriteNumber("usage_in_kernelmode", kernel);
        json.WriteNumber("usage_in_usermode", (total - (total / 5)) / unit * unit);
    }

    private static void WriteHost(Utf8JsonWriter json, CpuUsage usage, Platform platform)
    {
        json.WriteNumber("system_cpu_usage", usage.SystemNanoseconds);
        json.WriteNumber("online_cpus", platform.Processors);
    }

    private static void WriteThrottling(Utf8JsonWriter json, CpuUsage usage)
    {
        json.WriteStartObject("throttling_data");
        json.WriteNumber("periods", usage.Periods);
        json.WriteNumber("throttled_periods", usage.ThrottledPeriods);
        json.WriteNumber("throttled_time", usage.ThrottledNanoseconds);
        json.WriteEndObject();
    }
}
