// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Server.Push.Readings;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Json;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Scraping;

/// <summary>Builds and owns the parts between the endpoint and the metrics: client, shared reads, registry, pusher.</summary>
internal sealed class Exporter : IScrapeSource, IDisposable
{
    private readonly TaskMetadataClient? _client;
    private readonly Daemon? _daemon;
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
            .. EndpointFamilies.Of<ScrapeContext>(
                static scrape => scrape.Task.IsUp, static scrape => scrape.Documents, ErrorsOf, scrape => scrape.IsOwn ? anomalies : null),
            .. options.Web.DisableExporterMetrics ? [] : SelfFamilies(),
        ];
        var collectors = Collector.All.Where(collector => options.Collectors.Contains(collector.Name));
        IReadOnlyList<MetricFamily<ScrapeContext>> families =
            [.. collectors.SelectMany(static collector => collector.Families()).Select(OfTask), .. OwnFamilies];
        IReadOnlyList<CommonLabel<ScrapeContext>> labels =
        [
            .. options.Metrics.ConstantLabelsOf<ScrapeContext>(),
            .. options.Metrics.TaskLabels.Select(static label => label.From<ScrapeContext>(static scrape => scrape.Task)),
        ];
        try
        {
            Registry = new MetricRegistry<ScrapeContext>(families, labels);
            if (options.Ecs.Daemon == DaemonSetting.On || (options.Ecs.Daemon == DaemonSetting.Auto && endpoint.IsOnManagedInstances))
            {
                _daemon = new Daemon(
                    new HostSource(_client, endpoint.Id, new(options.Ecs.CacheTtl, options.Ecs.Containers), timeProvider, logger),
                    options.Ecs.Daemon, families, labels);
            }
        }
        catch (LabelClashException clash)
        {
            throw new UsageException(clash.Message);
        }

        _process = options.Web.DisableExporterMetrics ? null : new ProcessReader(timeProvider);
        Pusher = new PusherSetup(options.Push, endpoint, environment, this, timeProvider).Create(ReadForPushAsync, logger);
        _formats = ExpositionFormat.All.ToDictionary(static format => format, format => format.For(Registry));
    }

    /// <inheritdoc/>
    public TimeProvider TimeProvider { get; }

    /// <summary>Reads the exporter's own task, unless the exporter is a Managed Daemon.</summary>
    public SnapshotSource Source { get; }

    /// <summary>Whether the exporter is a Managed Daemon.</summary>
    public bool IsDaemon => _daemon is { IsOn: true };

    /// <summary>Whether the exporter is a Managed Daemon, or may still become one.</summary>
    public bool MayBeDaemon => _daemon is not null;

    /// <summary>Whether each document has been read at least once. It does not cause a read.</summary>
    public bool WasRead => _daemon is { IsOn: true } daemon ? daemon.Source.WasRead : Source.WasRead;

    /// <summary>The last reading, of any age; null before the first. It does not cause a read.</summary>
    public LatestReading? Latest
    {
        get
        {
            if (_daemon is { IsOn: true } daemon)
            {
                return daemon.Source.Latest is { } host ? new LatestReading(host.Own, host, daemon.Source.LatestAge ?? TimeSpan.Zero) : null;
            }

            return Source.Latest is { } task ? new LatestReading(task, null, Source.LatestAge ?? TimeSpan.Zero) : null;
        }
    }

    /// <summary>The families of the exporter itself.</summary>
    public IReadOnlyList<MetricFamily<ScrapeContext>> OwnFamilies { get; }

    /// <summary>The registry of all published families.</summary>
    public MetricRegistry<ScrapeContext> Registry { get; }

    /// <summary>Pushes readings to a receiver; null when push is disabled.</summary>
    public Pusher? Pusher { get; }

    /// <inheritdoc/>
    public HandlerCounters Handler { get; } = new();

    /// <summary>Reads everything that one scrape publishes.</summary>
    /// <param name="wait">The longest wait for the endpoint.</param>
    /// <param name="cancellationToken">Cancelled when the scraper disconnects.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<ScrapeContext> ReadAsync(TimeSpan wait, CancellationToken cancellationToken) => ReadAsync(wait, isAnew: false, cancellationToken);

    /// <inheritdoc/>
    async Task<ScrapeReading> IScrapeSource.ReadAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var scrape = await ReadAsync(wait, cancellationToken);
        return new ScrapeReading(scrape.Host, (format, output) => Write(scrape, format, output));
    }

    /// <summary>Returns the scrape of a snapshot that has already been read.</summary>
    public ScrapeContext ContextOf(TaskSnapshot snapshot) => ContextOf(snapshot, null, _process?.Read());

    /// <summary>Writes everything that a scrape publishes.</summary>
    public void Write(ScrapeContext scrape, ExpositionFormat format, IBufferWriter<byte> output)
    {
        if (scrape.Host is { } host)
        {
            _daemon!.Write(scrape, host, format, output);
        }
        else
        {
            _formats[format].Write(scrape, output);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pusher?.Dispose();
        _client?.Dispose();
        _process?.Dispose();
    }

    private async Task<ScrapeContext> ReadAsync(TimeSpan wait, bool isAnew, CancellationToken cancellationToken)
    {
        if (_daemon is { IsOn: true })
        {
            return await ReadHostAsync(_daemon, wait, isAnew, cancellationToken);
        }

        // The process figures are read while the endpoint prepares its answer.
        var start = TimeProvider.GetTimestamp();
        var snapshot = ReadAsync(Source, wait, isAnew, cancellationToken);
        var process = _process?.Read();
        var task = await snapshot;
        return _daemon is { } daemon && daemon.Decide(task)
            ? await ReadHostAsync(daemon, wait == TimeSpan.MaxValue ? wait : wait - TimeProvider.GetElapsedTime(start), isAnew: false, cancellationToken)
            : ContextOf(task, null, process);
    }

    private async Task<ScrapeContext> ReadHostAsync(Daemon daemon, TimeSpan wait, bool isAnew, CancellationToken cancellationToken)
    {
        var snapshot = ReadAsync(daemon.Source, wait, isAnew, cancellationToken);
        var process = _process?.Read();
        var host = await snapshot;
        return ContextOf(host.Own, host, process);
    }

    private static Task<TSnapshot> ReadAsync<TSnapshot>(
        EndpointSource<TSnapshot> source, TimeSpan wait, bool isAnew, CancellationToken cancellationToken)
        where TSnapshot : class =>
        isAnew ? source.ReadAnewAsync(wait, cancellationToken) : source.ReadAsync(wait, cancellationToken);

    private async Task<PushScrape> ReadForPushAsync(TimeSpan wait, bool isLast, CancellationToken cancellationToken)
    {
        var scrape = await ReadAsync(wait, isLast, cancellationToken);
        var others = scrape.Host is { } host ? Daemon.OthersOf(host) : [];
        return new PushScrape(scrape.Task.Identity.ArnParts.TaskId, sink => Registry.Collect(scrape, sink))
        {
            Others = [.. others.Select(other => new PushTarget(other.Instance, sink => Registry.Collect(other, sink)))],
        };
    }

    private ScrapeContext ContextOf(TaskSnapshot task, HostSnapshot? host, ProcessFigures? process) => new(task)
    {
        Host = host,
        Instance = host?.OwnInstance ?? "",
        Self = process is null ? null : new SelfFigures(process, Handler.Read(), Pusher?.Read()),
    };

    private EndpointErrors? ErrorsOf(ScrapeContext scrape) => scrape switch
    {
        { IsOwn: false } => null,
        { Host: not null } => _daemon!.Source.Errors,
        _ => Source.Errors,
    };

    private static IEnumerable<MetricFamily<ScrapeContext>> SelfFamilies() =>
    [
        .. SelfFigures.Families<ScrapeContext>(static scrape => scrape.Self),
        .. HostFamilies.Families().Select(static family => family.From<ScrapeContext>(static scrape => scrape.Host)),
    ];

    private static MetricFamily<ScrapeContext> OfTask(MetricFamily<TaskSnapshot> family) => family.From<ScrapeContext>(static scrape => scrape.Task);
}

/// <summary>Holds the last reading.</summary>
/// <param name="Task">The exporter's own task.</param>
/// <param name="Host">All tasks of the host in a Managed Daemon; otherwise null.</param>
/// <param name="Age">The time since the read, whether it succeeded or not.</param>
internal sealed record LatestReading(TaskSnapshot Task, HostSnapshot? Host, TimeSpan Age);
