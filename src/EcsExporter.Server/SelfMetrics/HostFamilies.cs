// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Model;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>Declares the families of a Managed Daemon's host.</summary>
internal static class HostFamilies
{
    /// <summary>Returns the families. They are absent while the list of tasks cannot be read.</summary>
    public static IEnumerable<MetricFamily<HostSnapshot>> Families() =>
    [
        Gauge("ecs_exporter_daemon_tasks", "Tasks of the instance that the endpoint lists. Daemon mode only.", static _ => true),
        Gauge(
            "ecs_exporter_daemon_tasks_with_stats",
            "Tasks of the instance for which the endpoint has stats of at least one container. Daemon mode only.",
            static task => task.HasStats),
        Gauge(
            "ecs_exporter_daemon_tasks_without_stats",
            "Tasks of the instance for which the endpoint has no stats, for example because their containers are starting or have stopped. Daemon mode only.",
            static task => !task.HasStats),
    ];

    private static MetricFamily<HostSnapshot> Gauge(string name, string help, Func<HostTask, bool> counts) =>
        new(name, MetricType.Gauge, help, [], (host, samples) =>
            samples.Add(host.StateOf(EndpointDocument.Tasks).IsUp ? host.Tasks.Count(counts) : null));
}
