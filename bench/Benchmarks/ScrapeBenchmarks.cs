// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Documents;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;
using EndpointDocument = EcsExporter.TaskMetadata.Documents.EndpointDocument;

namespace EcsExporter.Benchmarks;

/// <summary>Measures the steps of a scrape between the HTTP client and the HTTP server, each alone and all together, with default flags.</summary>
[SuppressMessage("Performance", "CA1515", Justification = "BenchmarkDotNet derives from it.")]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls the clean-up, which disposes the exporter.")]
public class ScrapeBenchmarks
{
    private static readonly DateTimeOffset TaskStart = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StringPool _strings = new();
    private readonly Anomalies _anomalies = new(NullLogger.Instance);
    private readonly ScrapeBuffers _buffers = new(16 * 1024 * 1024);
    private readonly DiscardedSamples _discarded = new();
    private byte[] _taskJson = [];
    private byte[] _statsJson = [];
    private byte[] _text = [];
    private Exporter _exporter = null!;
    private MetricRegistry<ScrapeContext> _ownFamilies = null!;
    private ContainerSelection _selection = null!;
    private TaskSnapshot _snapshot = null!;

    /// <summary>The number of containers in the task.</summary>
    [Params(1, 10, 100, 1000)]
    public int Containers { get; set; }

    /// <summary>Builds the exporter as its executable does, and prepares the input of each step.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var task = Scenario.OfSize(Containers).StartTask(TaskStart);
        _taskJson = task.TaskDocument(TaskStart.AddMinutes(10));
        _statsJson = task.StatsDocument(TaskStart.AddMinutes(10));

        var (_, options) = CommandLineParser.Parse([], static _ => null, Collector.All);
        _exporter = new Exporter(new MetadataEndpoint(null, "none"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
        _ownFamilies = new MetricRegistry<ScrapeContext>(_exporter.OwnFamilies, []);
        _selection = options.Ecs.Containers;
        _snapshot = Snapshot();
        _exporter.Write(_exporter.ContextOf(_snapshot), ExpositionFormat.Text, _buffers.Exposition);
        _text = _buffers.Exposition.Written.ToArray();
        _buffers.Clear();
    }

    /// <summary>Reads <c>/task</c>.</summary>
    [Benchmark]
    public TaskMetadataDocument ReadTask()
    {
        var json = new JsonCursor(_taskJson, _strings, _anomalies, EndpointDocument.Task.Section);
        return (TaskMetadataDocument)EndpointDocument.Task.Read(ref json);
    }

    /// <summary>Reads <c>/task/stats</c>.</summary>
    [Benchmark]
    public TaskStats ReadStats()
    {
        var json = new JsonCursor(_statsJson, _strings, _anomalies, EndpointDocument.TaskStats.Section);
        return (TaskStats)EndpointDocument.TaskStats.Read(ref json);
    }

    /// <summary>Collects all samples without writing them.</summary>
    [Benchmark]
    public double Collect()
    {
        _exporter.Registry.Collect(_exporter.ContextOf(_snapshot), _discarded);
        return _discarded.Sum;
    }

    /// <summary>Collects the samples about the exporter itself, which are a part of <see cref="Collect"/>.</summary>
    [Benchmark]
    public double CollectOwn()
    {
        _ownFamilies.Collect(_exporter.ContextOf(_snapshot), _discarded);
        return _discarded.Sum;
    }

    /// <summary>Collects all samples and writes them in the text format.</summary>
    [Benchmark]
    public int Text() => Write(ExpositionFormat.Text);

    /// <summary>Collects all samples and writes them as OpenMetrics.</summary>
    [Benchmark]
    public int OpenMetrics() => Write(ExpositionFormat.OpenMetrics1);

    /// <summary>Collects all samples and writes them as protobuf.</summary>
    [Benchmark]
    public int Protobuf() => Write(ExpositionFormat.Protobuf);

    /// <summary>Compresses the text.</summary>
    [Benchmark]
    public int Gzip()
    {
        _buffers.Exposition.Write(_text);
        return Complete(compress: true);
    }

    /// <summary>Disposes of the exporter.</summary>
    [GlobalCleanup]
    public void CleanUp() => _exporter.Dispose();

    /// <summary>All steps, from both documents to the compressed text.</summary>
    [Benchmark]
    public int WholeScrape()
    {
        _exporter.Write(_exporter.ContextOf(Snapshot()), ExpositionFormat.Text, _buffers.Exposition);
        return Complete(compress: true);
    }

    private TaskSnapshot Snapshot() => new([Read(EndpointDocument.Task, ReadTask()), Read(EndpointDocument.TaskStats, ReadStats())], _selection);

    private static DocumentState Read(EndpointDocument document, object content) => new(document, content, null, TimeSpan.FromMilliseconds(1), null);

    private int Write(ExpositionFormat format)
    {
        _exporter.Write(_exporter.ContextOf(_snapshot), format, _buffers.Exposition);
        return Complete(compress: false);
    }

    private int Complete(bool compress)
    {
        _buffers.Complete(compress);
        var length = _buffers.Answer.Length;
        _buffers.Clear();
        return length;
    }
}
