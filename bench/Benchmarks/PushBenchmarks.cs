// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using EcsExporter.Exposition;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging.Abstractions;
using EndpointDocument = EcsExporter.TaskMetadata.Documents.EndpointDocument;

namespace EcsExporter.Benchmarks;

/// <summary>Measures a pushed reading from the snapshot to the HTTP client, compared with a compressed scrape of the same snapshot.</summary>
[SuppressMessage("Performance", "CA1515", Justification = "BenchmarkDotNet derives from it.")]
[SuppressMessage("Design", "CA1001", Justification = "The process ends after the benchmarks.")]
public class PushBenchmarks
{
    private static readonly DateTimeOffset TaskStart = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ScrapeBuffers _buffers = new(16 * 1024 * 1024);
    private readonly ReadingBuilder _builder = new(new PushIdentity("ecs", "0123456789abcdef0123456789abcdef"), static () => int.MaxValue);
    private readonly RemoteWriteProtocol _remoteWrite = new();
    private readonly OtlpProtocol _otlp = new(static () => []);
    private Exporter _exporter = null!;
    private ScrapeContext _scrape = null!;

    /// <summary>The number of containers in the task.</summary>
    [Params(1, 10)]
    public int Containers { get; set; }

    /// <summary>Builds the exporter as its executable does and reads a task.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var task = Scenario.OfSize(Containers).StartTask(TaskStart);
        var (_, options) = CommandLineParser.Parse([], static _ => null, Collector.All);
        _exporter = new Exporter(new MetadataEndpoint(null, "none"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
        var now = TaskStart.AddMinutes(10);
        _scrape = new ScrapeContext(new TaskSnapshot(
            [
                StateOf(EndpointDocument.Task, task.TaskDocument(now)),
                StateOf(EndpointDocument.TaskStats, task.StatsDocument(now)),
            ],
            options.Ecs.Containers));
    }

    /// <summary>Renders the text format and compresses it.</summary>
    [Benchmark(Baseline = true)]
    public int CompressedScrape()
    {
        _exporter.Write(_scrape, ExpositionFormat.Text, _buffers.Exposition);
        _buffers.Complete(compress: true);
        var length = _buffers.Answer.Length;
        _buffers.Clear();
        return length;
    }

    /// <summary>Builds a reading in the form in which it waits in the queue.</summary>
    [Benchmark]
    public object Read() => _builder.Build(sink => _exporter.Registry.Collect(_scrape, sink), TaskStart);

    /// <summary>Builds a reading and encodes it for remote write.</summary>
    [Benchmark]
    public int RemoteWrite() => Encode(_remoteWrite);

    /// <summary>Builds a reading and encodes it for OTLP.</summary>
    [Benchmark]
    public int Otlp() => Encode(_otlp);

    private static DocumentState StateOf(EndpointDocument document, byte[] json)
    {
        var content = new DocumentDecoder(document, new StringPool(), new Anomalies(NullLogger.Instance)).Decode(json);
        return new DocumentState(document, content, null, TimeSpan.Zero, null);
    }

    private int Encode(PushProtocol protocol)
    {
        SampleCursor samples = new(_builder.Build(sink => _exporter.Registry.Collect(_scrape, sink), TaskStart), []);
        var bytes = 0;
        while (!samples.IsAtEnd)
        {
            bytes += protocol.Encode(samples).Body.Length;
        }

        return bytes;
    }
}
