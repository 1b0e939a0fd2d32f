// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace EcsExporter.Metrics;

/// <summary>CPU time of containers by core.</summary>
internal static class CpuPerCoreCollector
{
    private const int NamedCores = 1024;

    public static Collector Collector { get; } = new(
        "cpu-per-core",
        EnabledByDefault: false,
        "CPU time of each container by core, one series a core; only cgroup v1 tells.",
        () => [Family(NameCores())]);

    /// <summary>
    /// In the order of the labels' text, "10" before "2", as samples are sorted; named once, as the names never change.
    /// </summary>
    private static (int Index, string Name)[] NameCores() =>
    [
        .. Enumerable.Range(0, NamedCores)
            .Select(index => (index, index.ToString(CultureInfo.InvariantCulture)))
            .OrderBy(core => core.Item2, StringComparer.Ordinal),
    ];

    private static MetricFamily Family((int Index, string Name)[] cores) => new(
        "ecs_container_cpu_core_seconds_total",
        MetricType.Counter,
        "CPU time the container has used on one core; absent under cgroup v2 and on Windows. Hosts pad the list with cores that are not there, which stay 0.",
        ["container_name", "cpu"],
        (snapshot, samples) =>
        {
            foreach (var container in snapshot.Containers)
            {
                if (container.Stats?.Cpu?.UsagePerCoreNanoseconds is not { Length: > 0 } perCore)
                {
                    continue;
                }

                foreach (var (index, name) in cores)
                {
                    if (index < perCore.Length)
                    {
                        samples.Add(container.Name, name, perCore[index] * 1e-9, container.CountersSince(survivesRestart: true));
                    }
                }
            }
        })
    {
        Reference = new("S.cpu_stats.cpu_usage.percpu_usage[] (ns)", Platforms.CgroupV1)
        {
            Telegraf = "ecs_container_cpu.usage_total{cpu=\"cpu0\", …} (in ns)",
            Cadvisor = "container_cpu_usage_seconds_total{cpu}",
        },
    };
}
