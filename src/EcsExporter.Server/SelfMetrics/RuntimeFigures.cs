// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;

namespace EcsExporter.Server.SelfMetrics;

/// <summary>
/// Holds the .NET runtime's figures at the moment of creation. The families have OpenTelemetry's names in Prometheus form
/// (https://opentelemetry.io/docs/specs/semconv/runtime/dotnet-metrics/). Only counts that can decrease do not end in <c>_count</c>, which Prometheus
/// reserves for histograms.
/// </summary>
internal sealed class RuntimeFigures
{
    private static readonly string[] Generations = ["gen0", "gen1", "gen2", "loh", "poh"];

    private readonly int[] _collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
    private readonly TimeSpan _pauses = GC.GetTotalPauseDuration();
    private readonly long _allocatedBytes = GC.GetTotalAllocatedBytes();
    private readonly GCMemoryInfo _lastCollection = GC.GetGCMemoryInfo(GCKind.Any);
    private readonly int _poolThreads = ThreadPool.ThreadCount;
    private readonly long _queueLength = ThreadPool.PendingWorkItemCount;
    private readonly long _workItems = ThreadPool.CompletedWorkItemCount;
    private readonly long _lockContentions = Monitor.LockContentionCount;
    private readonly long _timers = Timer.ActiveCount;

    public static IEnumerable<MetricFamily<RuntimeFigures>> Families() =>
    [
        new(
            "dotnet_gc_collections_total",
            MetricType.Counter,
            "Garbage collections by generation. A collection of a generation also counts for all younger ones.",
            ["gc_heap_generation"],
            static (runtime, samples) =>
            {
                for (var generation = 0; generation < runtime._collections.Length; generation++)
                {
                    samples.Add(Generations[generation], runtime._collections[generation]);
                }
            }),
        Counter(
            "dotnet_gc_pause_time_seconds_total",
            "Time that garbage collections have paused the exporter.",
            static runtime => runtime._pauses.TotalSeconds),
        Counter(
            "dotnet_gc_heap_total_allocated_bytes_total",
            "Bytes allocated on the managed heap since the start.",
            static runtime => runtime._allocatedBytes),
        Generation(
            "dotnet_gc_last_collection_heap_size_bytes",
            "Size of the managed heap after the last garbage collection, including fragmentation.",
            static generation => generation.SizeAfterBytes),
        Generation(
            "dotnet_gc_last_collection_heap_fragmentation_bytes",
            "Free space between objects on the managed heap after the last garbage collection.",
            static generation => generation.FragmentationAfterBytes),
        Gauge(
            "dotnet_gc_last_collection_memory_committed_bytes",
            "Memory committed for the managed heap at the last garbage collection.",
            static runtime => runtime._lastCollection.TotalCommittedBytes),
        Gauge("dotnet_thread_pool_threads", "Threads of the thread pool.", static runtime => runtime._poolThreads),
        Gauge("dotnet_thread_pool_queue_length", "Work items that are waiting for a thread of the thread pool.", static runtime => runtime._queueLength),
        Counter("dotnet_thread_pool_work_items_total", "Work items that the thread pool has completed.", static runtime => runtime._workItems),
        Counter("dotnet_monitor_lock_contentions_total", "Times that a thread had to wait for a lock.", static runtime => runtime._lockContentions),
        Gauge("dotnet_timers", "Active timers.", static runtime => runtime._timers),
    ];

    private static MetricFamily<RuntimeFigures> Counter(string name, string help, Func<RuntimeFigures, double> value) =>
        new(name, MetricType.Counter, help, [], (runtime, samples) => samples.Add(value(runtime)));

    private static MetricFamily<RuntimeFigures> Gauge(string name, string help, Func<RuntimeFigures, double> value) =>
        new(name, MetricType.Gauge, help, [], (runtime, samples) => samples.Add(value(runtime)));

    private static MetricFamily<RuntimeFigures> Generation(string name, string help, Func<GCGenerationInfo, double> value) =>
        new(name, MetricType.Gauge, help, ["gc_heap_generation"], (runtime, samples) =>
        {
            var generations = runtime._lastCollection.GenerationInfo;
            for (var i = 0; i < generations.Length; i++)
            {
                samples.Add(Generations[i], value(generations[i]));
            }
        });
}
