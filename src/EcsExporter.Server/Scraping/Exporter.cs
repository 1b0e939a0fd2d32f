// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Metrics;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Scraping;

/// <summary>Everything between the endpoint and the metrics, built from the options: client, shared reads, catalogue.</summary>
internal sealed class Exporter : IDisposable
{
    private readonly TaskMetadataClient? _client;

    /// <param name="endpoint">The endpoint to read task metadata from.</param>
    /// <param name="options">What is read and published.</param>
    /// <param name="timeProvider">The clock of timeouts, ages and start times.</param>
    /// <param name="logger">Logs the state of the endpoint.</param>
    /// <exception cref="UsageException">A configured label clashes with another one or with a label of a metric.</exception>
    public Exporter(MetadataEndpoint endpoint, ExporterOptions options, TimeProvider timeProvider, ILogger logger)
    {
        TimeProvider = timeProvider;
        var anomalies = new Anomalies(logger);
        if (endpoint.BaseUri is { } uri)
        {
            var clientOptions = new TaskMetadataClientOptions(uri, $"ecs_exporter/{BuildInfo.Current.Version}", options.Ecs.Timeout);
            _client = new TaskMetadataClient(clientOptions, anomalies, timeProvider);
        }

        var sourceOptions = new SnapshotSourceOptions(options.Ecs.CacheTtl, options.Ecs.Containers);
        Source = new SnapshotSource(_client, sourceOptions, timeProvider, logger);
        OwnFamilies =
        [
            .. EndpointFamilies.Of(Source.Errors, anomalies),
            .. options.Web.DisableExporterMetrics ? [] : ProcessAndHandlerFamilies(timeProvider),
        ];
        var collectors = Collectors.All.Where(collector => options.Collectors.Contains(collector.Name));
        try
        {
            Catalogue = new Catalogue([.. collectors.SelectMany(collector => collector.Families()), .. OwnFamilies], options.Metrics.CommonLabels);
        }
        catch (LabelClashException clash)
        {
            throw new UsageException(clash.Message);
        }
    }

    /// <summary>The clock of timeouts, ages and start times.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Reads the endpoint.</summary>
    public SnapshotSource Source { get; }

    /// <summary>The families about the exporter itself.</summary>
    public IReadOnlyList<MetricFamily> OwnFamilies { get; }

    /// <summary>The families that are published.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>The counters of the metrics handler.</summary>
    public HandlerCounters Handler { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private IEnumerable<MetricFamily> ProcessAndHandlerFamilies(TimeProvider timeProvider)
    {
        IProcessFigures process = OperatingSystem.IsLinux() ? new LinuxProcess(timeProvider) : new PortableProcess(timeProvider);
        return
        [
            BuildFamily.Of(BuildInfo.Current),
            .. HandlerFamilies.Of(Handler),
            .. ProcessFamilies.Of(process),
            .. RuntimeFamilies.Of(),
        ];
    }
}
