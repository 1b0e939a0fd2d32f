// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// The .NET runtime's figures under OpenTelemetry's names in Prometheus form
/// (https://opentelemetry.io/docs/specs/semconv/runtime/dotnet-metrics/), except that counts of things that come and go do
/// not end in <c>_count</c>, which Prometheus keeps for histograms.
/// </summary>
internal static class RuntimeFamilies
{
    private static readonly string[] Generations = ["gen0", "gen1", "gen2", "loh", "poh"];

    public static IEnumerable<MetricFamily> Of()
    {
        var lastCollection = new LastCollection();
        var version = Environment.Version.ToString();
        return
        [
            new(
                "dotnet_info",
                MetricType.Gauge,
                "The .NET runtime the exporter was built with; always 1.",
                ["version"],
                (_, samples) => samples.Add(version, 1)),
            new(
                "dotnet_gc_collections_total",
                MetricType.Counter,
                "Garbage collections by the oldest generation collected; each counts in that generation and all younger ones.",
                ["gc_heap_generation"],
                static (_, samples) =>
                {
                    for (var generation = 0; generation <= GC.MaxGeneration; generation++)
                    {
                        samples.Add(Generations[generation], GC.CollectionCount(generation));
                    }
                }),
            Counter(
                "dotnet_gc_pause_time_seconds_total",
                "Time that garbage collections have paused the exporter.",
                static () => GC.GetTotalPauseDuration().TotalSeconds),
            Counter(
                "dotnet_gc_heap_total_allocated_bytes_total",
                "Bytes allocated on the managed heap since the start.",
                static () => GC.GetTotalAllocatedBytes()),
            Generation(
                "dotnet_gc_last_collection_heap_size_bytes",
                "Size of the managed heap after the last garbage collection, fragmentation included.",
                lastCollection,
                static generation => generation.SizeAfterBytes),
            Generation(
                "dotnet_gc_last_collection_heap_fragmentation_bytes",
                "Free room between objects on the managed heap after the last garbage collection.",
                lastCollection,
                static generation => generation.FragmentationAfterBytes),
            Gauge(
                "dotnet_gc_last_collection_memory_committed_bytes",
                "Memory the managed heap had committed at the last garbage collection.",
                () => lastCollection.Get().TotalCommittedBytes),
            Gauge("dotnet_thread_pool_threads", "Threads of the thread pool.", static () => ThreadPool.ThreadCount),
            Gauge("dotnet_thread_pool_queue_length", "Work items that wait for a thread of the pool.", static () => ThreadPool.PendingWorkItemCount),
            Counter("dotnet_thread_pool_work_items_total", "Work items the thread pool has completed.", static () => ThreadPool.CompletedWorkItemCount),
            Counter("dotnet_monitor_lock_contentions_total", "Times a thread had to wait for a lock.", static () => Monitor.LockContentionCount),
            Gauge("dotnet_timers", "Timers that are set.", static () => Timer.ActiveCount),
        ];
    }

    private static MetricFamily Counter(string name, string help, Func<double> value) =>
        new(name, MetricType.Counter, help, [], (_, samples) => samples.Add(value()));

    private static MetricFamily Gauge(string name, string help, Func<double> value) =>
        new(name, MetricType.Gauge, help, [], (_, samples) => samples.Add(value()));

    private static MetricFamily Generation(
        string name, string help, LastCollection lastCollection, Func<GCGenerationInfo, double> value) =>
        new(name, MetricType.Gauge, help, ["gc_heap_generation"], (_, samples) =>
        {
            var generations = lastCollection.Get().GenerationInfo;
            for (var i = 0; i < generations.Length; i++)
            {
                samples.Add(Generations[i], value(generations[i]));
            }
        });
}
