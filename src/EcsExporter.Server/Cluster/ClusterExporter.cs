// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Exposition;
using EcsExporter.Metrics;
using EcsExporter.Server.Aws.Credentials;
using EcsExporter.Server.Cluster.Api;
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Cluster.Documents;
using EcsExporter.Server.Cluster.Families;
using EcsExporter.Server.Cluster.Model;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Push;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Cluster;

/// <summary>
/// Refreshes the state of a region in a loop, and keeps the result of the last refresh in memory. Scrapes, discovery and the page use that result and
/// never call the API.
/// </summary>
internal sealed class ClusterExporter : IScrapeSource, IDisposable
{
    private static readonly string UserAgent = $"ecs_exporter/{BuildInfo.Current.Version}";

    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _http;
    private readonly ApiCredentials _credentials;
    private readonly RegionReader _reader;
    private readonly TargetFinder _finder;
    private readonly ClusterLog _log;
    private readonly ProcessReader? _process;
    private readonly Dictionary<ExpositionFormat, BoundFormat<ClusterScrape>> _formats;
    private readonly MetricRegistry<ClusterScrape> _registry;
    private readonly CancellationTokenSource _stop = new();
    private volatile PublishedRegion _published = PublishedRegion.Initial;
    private Task _loop = Task.CompletedTask;

    /// <exception cref="UsageException">A configured label clashes with a label of a metric.</exception>
    public ClusterExporter(
        ApiEndpoints endpoints, ExporterOptions options, MetadataEndpoint endpoint, Func<string, string?> environment, TimeProvider time, ILogger logger)
    {
        TimeProvider = time;
        Endpoints = endpoints;
        var cluster = options.Cluster;
        _handler = CreateHandler(endpoints);
        _http = new HttpMessageInvoker(_handler, disposeHandler: false);
        _credentials = new ApiCredentials(() => CredentialsSource.Find(environment), UserAgent, time);
        var budget = new RequestBudget(time);
        var counters = new ApiCounters();
        var client = new ApiClient(_http, endpoints, _credentials, new ApiClientOptions(UserAgent, cluster.Timeout), budget, counters, time);
        var selection = new ClusterSelection(cluster.Names, cluster.ServiceInclude, cluster.ServiceExclude);
        var labels = new ScrapeLabelNames(cluster.PortLabel, cluster.PathLabel, cluster.SchemeLabel, cluster.JobLabel);
        _reader = new RegionReader(client, budget, new RegionOptions(selection, cluster.Interval, labels), time);
        _finder = new TargetFinder(cluster.DiscoveryContainer, cluster.DiscoveryPort, labels);
        _log = new ClusterLog(logger);
        _process = options.Web.DisableExporterMetrics ? null : new ProcessReader(time);
        Families = FamiliesOf(counters, !options.Web.DisableExporterMetrics);
        try
        {
            _registry = new MetricRegistry<ClusterScrape>(
                Families, options.Metrics.ConstantLabelsOf<ClusterScrape>());
        }
        catch (LabelClashException clash)
        {
            throw new UsageException(clash.Message);
        }

        Pusher = new PusherSetup(options.Push, endpoint, environment, null, time).Create(
            (_, _, _) => Task.FromResult(new PushScrape(null, sink => _registry.Collect(Read(), sink))), logger);
        _formats = ExpositionFormat.All.ToDictionary(static format => format, format => format.For(_registry));
    }

    /// <inheritdoc/>
    public TimeProvider TimeProvider { get; }

    /// <inheritdoc/>
    public HandlerCounters Handler { get; } = new();

    /// <summary>The addresses of the APIs.</summary>
    public ApiEndpoints Endpoints { get; }

    /// <summary>The families that are published.</summary>
    public IReadOnlyList<MetricFamily<ClusterScrape>> Families { get; }

    /// <summary>Pushes readings to receivers; null when push is not configured.</summary>
    public Pusher? Pusher { get; }

    /// <summary>The result of the last refresh.</summary>
    public PublishedRegion Published => _published;

    /// <summary>Starts the refresh loop. The first refresh starts at once.</summary>
    public void Start() => _loop = Task.Run(RefreshAllAsync);

    /// <summary>Stops the refresh loop and cancels requests in flight.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <summary>Reads the region once and publishes the result.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var state = await _reader.RefreshAsync(_published.State, cancellationToken);
        _published = new PublishedRegion(state, _finder.Find(state));
        _log.Record(state);
    }

    /// <inheritdoc/>
    public Task<ScrapeReading> ReadAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var scrape = Read();
        return Task.FromResult(new ScrapeReading(null, (format, output) => _formats[format].Write(scrape, output)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pusher?.Dispose();
        _credentials.Dispose();
        _http.Dispose();
        _handler.Dispose();
        _process?.Dispose();
        _stop.Dispose();
    }

    private static List<MetricFamily<ClusterScrape>> FamiliesOf(ApiCounters counters, bool withSelf)
    {
        List<MetricFamily<ClusterScrape>> families = [];
        foreach (var family in RegionFamilies.Of(counters))
        {
            families.Add(family.From<ClusterScrape>(static scrape => scrape.Region.State));
        }

        foreach (var family in DiscoveryFamilies.All())
        {
            families.Add(family.From<ClusterScrape>(static scrape => scrape.Region.Targets));
        }

        if (withSelf)
        {
            families.AddRange(SelfFigures.Families<ClusterScrape>(static scrape => scrape.Self));
        }

        return families;
    }

    private ClusterScrape Read() => new(_published, _process is null ? null : new SelfFigures(_process.Read(), Handler.Read(), Pusher?.Read()));

    private async Task RefreshAllAsync()
    {
        try
        {
            while (true)
            {
                var began = TimeProvider.GetTimestamp();
                var interval = await TryRefreshAsync();
                var rest = interval - TimeProvider.GetElapsedTime(began);
                await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, TimeProvider, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The process is stopping.
        }
    }

    /// <summary>Refreshes once, and returns the time from its start to the next refresh.</summary>
    private async Task<TimeSpan> TryRefreshAsync()
    {
        try
        {
            await RefreshAsync(_stop.Token);
            return _published.State.Interval;
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            // A bug in the exporter. The last published state stays, and its age shows the failure.
            _log.RecordMistake(error);
            return TimeSpan.FromSeconds(30);
        }
    }

    /// <summary>Proxy variables apply, except to an API on this machine. Redirects are not followed and cookies are not kept.</summary>
    private static SocketsHttpHandler CreateHandler(ApiEndpoints endpoints) => new()
    {
        UseProxy = !endpoints.Of(ApiService.Ecs).IsLoopback,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 16,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
