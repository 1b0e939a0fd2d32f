// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using EcsExporter.TaskMetadata.Json;

namespace EcsExporter.TaskMetadata.Documents;

/// <summary>CPU figures of a container: <c>cpu_stats</c>.</summary>
public sealed class CpuStats
{
    /// <summary>CPU time used, in ns, or in ticks of 100 ns from Docker on Windows: <c>cpu_usage.total_usage</c>.</summary>
    public ulong? TotalUsage { get; private set; }

    /// <summary>CPU time used in user mode, in the unit of <see cref="TotalUsage"/>: <c>cpu_usage.usage_in_usermode</c>.</summary>
    public ulong? UserUsage { get; private set; }

    /// <summary>CPU time used in kernel mode, in the unit of <see cref="TotalUsage"/>: <c>cpu_usage.usage_in_kernelmode</c>.</summary>
    public ulong? KernelUsage { get; private set; }

    /// <summary>CPU time used per core in ns, cgroup v1 only; may be padded with zeros: <c>cpu_usage.percpu_usage</c>.</summary>
    public ImmutableArray<ulong> UsagePerCoreNanoseconds { get; private set; } = [];

    /// <summary>CPU time of the whole host in ns, absent on Windows: <c>system_cpu_usage</c>.</summary>
    public ulong? SystemNanoseconds { get; private set; }

    /// <summary>Cores the container can run on, absent on Windows: <c>online_cpus</c>.</summary>
    public ulong? OnlineCpus { get; private set; }

    /// <summary>Enforcement periods elapsed: <c>throttling_data.periods</c>.</summary>
    public ulong? Periods { get; private set; }

    /// <summary>Enforcement periods in which the container was held back: <c>throttling_data.throttled_periods</c>.</summary>
    public ulong? ThrottledPeriods { get; private set; }

    /// <summary>Time the container was held back, in ns: <c>throttling_data.throttled_time</c>.</summary>
    public ulong? ThrottledNanoseconds { get; private set; }

    internal static CpuStats? Read(ref JsonCursor json)
    {
        json.Section = AnomalyKind.MalformedCpu;
        if (!json.BeginObject())
        {
            return null;
        }

        var stats = new CpuStats();
        while (json.NextProperty(out var name))
        {
            switch (name)
            {
                case "cpu_usage": stats.ReadUsage(ref json); break;
                case "system_cpu_usage": stats.SystemNanoseconds = json.UInt64(); break;
                case "online_cpus": stats.OnlineCpus = json.UInt64(); break;
                case "throttling_data": stats.ReadThrottling(ref json); break;
                default: json.Skip(); break;
            }
        }

        return stats;
    }

    private void ReadUsage(ref JsonCursor json)
    {
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "total_usage": TotalUsage = json.UInt64(); break;
                case "usage_in_usermode": UserUsage = json.UInt64(); break;
                case "usage_in_kernelmode": KernelUsage = json.UInt64(); break;
                case "percpu_usage": UsagePerCoreNanoseconds = ReadPerCore(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    private static ImmutableArray<ulong> ReadPerCore(ref JsonCursor json)
    {
        if (!json.BeginArray())
        {
            return [];
        }

        var cores = ImmutableArray.CreateBuilder<ulong>();
        var complete = true;
        while (json.NextElement())
        {
            var core = json.UInt64();
            complete &= core is not null;
            cores.Add(core ?? 0);
        }

        // The position identifies the core, so a 0 in place of an unreadable value would be published as that core's usage.
        return complete ? cores.DrainToImmutable() : [];
    }

    private void ReadThrottling(ref JsonCursor json)
    {
        var isObject = json.BeginObject();
        while (isObject && json.NextProperty(out var name))
        {
            switch (name)
            {
                case "periods": Periods = json.UInt64(); break;
                case "throttled_periods": ThrottledPeriods = json.UInt64(); break;
                case "throttled_time": ThrottledNanoseconds = json.UInt64(); break;
                default: json.Skip(); break;
            }
        }
    }
}
