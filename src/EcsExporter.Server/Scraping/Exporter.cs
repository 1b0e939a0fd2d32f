// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Scraping;

/// <summary>Everything between the endpoint and the metrics, built from the options: client, shared reads, catalogue.</summary>
internal sealed class Exporter : IDisposable
{
    private readonly TaskMetadataClient? _client;
    private readonly ProcessReader? _process;
    private readonly Dictionary<ExpositionFormat, BoundFormat<ScrapeContext>> _formats;

    /// <exception cref="UsageException">A configured label clashes with another one or with a label of a metric.</exception>
    public Exporter(MetadataEndpoint endpoint, ExporterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        TimeProvider = timeProvider;
        var anomalies = new Anomalies(logger);
        _client = endpoint.BaseUri is { } uri
            ? new TaskMetadataClient(new(uri, $"ecs_exporter/{BuildInfo.Current.Version}", options.Ecs.Timeout), anomalies, timeProvider)
            : null;
        Source = new SnapshotSource(_client, new(options.Ecs.CacheTtl, options.Ecs.Containers), timeProvider, logger);
        OwnFamilies =
        [
            .. EndpointFamilies.Of(Source.Errors, anomalies).Select(OfTask),
            .. options.Web.DisableExporterMetrics ? [] : ScrapeContext.SelfFamilies(),
        ];
        var collectors = Collector.All.Where(collector => options.Collectors.Contains(collector.Name));
        try
        {
            Registry = new MetricRegistry<ScrapeContext>(
                [.. collectors.SelectMany(static collector => collector.Families()).Select(OfTask), .. OwnFamilies],
                [.. options.Metrics.CommonLabels.Select(static label => label.From<ScrapeContext>(static scrape => scrape.Task))]);
        }
        catch (LabelClashException clash)
        {
            throw new UsageException(clash.Message);
        }

        _process = options.Web.DisableExporterMetrics ? null : new ProcessReader(timeProvider);
        _formats = ExpositionFormat.All.ToDictionary(static format => format, format => format.For(Registry));
    }

    /// <summary>The clock of timeouts, ages and start times.</summary>
    public TimeProvider TimeProvider { get; }

    public SnapshotSource Source { get; }

    /// <summary>The families about the exporter itself.</summary>
    public IReadOnlyList<MetricFamily<ScrapeContext>> OwnFamilies { get; }

    /// <summary>The families that are published.</summary>
    public MetricRegistry<ScrapeContext> Registry { get; }

    /// <summary>The counters of the metrics handler.</summary>
    public HandlerCounters Handler { get; } = new();

    /// <summary>A scrape of the task: reads the figures of the exporter that are published beside it.</summary>
    public ScrapeContext ContextOf(TaskSnapshot snapshot) => _process is null
        ? new ScrapeContext(snapshot)
        : new ScrapeContext(snapshot) { Process = _process.Read(), Runtime = new RuntimeFigures(), Handler = Handler.Read() };

    /// <summary>Writes everything that is published in a scrape of the task.</summary>
    public void Write(TaskSnapshot snapshot, ExpositionFormat format, IBufferWriter<byte> output) =>
        _formats[format].Write(ContextOf(snapshot), output);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _process?.Dispose();
    }

    private static MetricFamily<ScrapeContext> OfTask(MetricFamily<TaskSnapshot> family) => family.From<ScrapeContext>(static scrape => scrape.Task);
}
