// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Scraping;

/// <summary>Everything between the endpoint and the metrics, built from the options: client, shared reads, registry, pusher.</summary>
internal sealed class Exporter : IScrapeSource, IDisposable
{
    private readonly TaskMetadataClient? _client;
    private readonly ProcessReader? _process;
    private readonly Dictionary<ExpositionFormat, BoundFormat<ScrapeContext>> _formats;

    /// <exception cref="UsageException">A configured label clashes with another one or with a label of a metric.</exception>
    public Exporter(
        MetadataEndpoint endpoint, ExporterOptions options, Func<string, string?> environment, TimeProvider timeProvider, ILogger logger)
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
            .. options.Web.DisableExporterMetrics ? [] : SelfFigures.Families<ScrapeContext>(static scrape => scrape.Self),
        ];
        var collectors = Collector.All.Where(collector => options.Collectors.Contains(collector.Name));
        try
        {
            Registry = new MetricRegistry<ScrapeContext>(
                [.. collectors.SelectMany(static collector => collector.Families()).Select(OfTask), .. OwnFamilies],
                [
                    .. options.Metrics.ConstantLabels.Select(static label => label.From<ScrapeContext>(static scrape => scrape)),
                    .. options.Metrics.TaskLabels.Select(static label => label.From<ScrapeContext>(static scrape => scrape.Task)),
                ]);
        }
        catch (LabelClashException clash)
        {
            throw new UsageException(clash.Message);
        }

        _process = options.Web.DisableExporterMetrics ? null : new ProcessReader(timeProvider);
        Pusher = new PusherSetup(options.Push, endpoint, environment, () => Source.Latest?.Identity, timeProvider).Create(ReadForPushAsync, logger);
        _formats = ExpositionFormat.All.ToDictionary(static format => format, format => format.For(Registry));
    }

    /// <inheritdoc/>
    public TimeProvider TimeProvider { get; }

    public SnapshotSource Source { get; }

    /// <summary>The families about the exporter itself.</summary>
    public IReadOnlyList<MetricFamily<ScrapeContext>> OwnFamilies { get; }

    /// <summary>The families that are published.</summary>
    public MetricRegistry<ScrapeContext> Registry { get; }

    /// <summary>Delivers readings; null when none are to be delivered.</summary>
    public Pusher? Pusher { get; }

    /// <inheritdoc/>
    public HandlerCounters Handler { get; } = new();

    /// <summary>Reads everything that one scrape publishes.</summary>
    /// <param name="wait">How long the scrape can wait for the endpoint.</param>
    /// <param name="cancellationToken">The scraper went away.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ScrapeContext> ReadAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        ContextOfAsync(Source.ReadAsync(wait, cancellationToken));

    /// <inheritdoc/>
    async Task<ExpositionRenderer> IScrapeSource.ReadAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var scrape = await ReadAsync(wait, cancellationToken);
        return (format, output) => Write(scrape, format, output);
    }

    /// <summary>A scrape of a task that has been read before.</summary>
    public ScrapeContext ContextOf(TaskSnapshot snapshot) => ContextOf(snapshot, _process?.Read());

    /// <summary>Writes everything that a scrape publishes.</summary>
    public void Write(ScrapeContext scrape, ExpositionFormat format, IBufferWriter<byte> output) => _formats[format].Write(scrape, output);

    /// <inheritdoc/>
    public void Dispose()
    {
        Pusher?.Dispose();
        _client?.Dispose();
        _process?.Dispose();
    }

    private async Task<ScrapeContext> ContextOfAsync(Task<TaskSnapshot> snapshot)
    {
        // The process is read while the endpoint prepares its answer.
        var process = _process?.Read();
        return ContextOf(await snapshot, process);
    }

    private async Task<PushScrape> ReadForPushAsync(TimeSpan wait, bool isLast, CancellationToken cancellationToken)
    {
        var scrape = await ContextOfAsync(isLast ? Source.ReadAnewAsync(wait, cancellationToken) : Source.ReadAsync(wait, cancellationToken));
        return new PushScrape(scrape.Task.Identity.ArnParts.TaskId, sink => Registry.Collect(scrape, sink));
    }

    private ScrapeContext ContextOf(TaskSnapshot snapshot, ProcessFigures? process) =>
        new(snapshot, process is null ? null : new SelfFigures(process, Handler.Read(), Pusher?.Read()));

    private static MetricFamily<ScrapeContext> OfTask(MetricFamily<TaskSnapshot> family) => family.From<ScrapeContext>(static scrape => scrape.Task);
}
