// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>One exporter and its endpoint, shared by the tests of many faults, with the series that remain when a document is missing.</summary>
public sealed class FaultyEndpoint : IAsyncLifetime
{
    // Long enough to read a document on a busy machine, and short enough for the tests whose documents never arrive.
    private const string EndpointTimeout = "--ecs.timeout=1500ms";

    // The endpoint's timeout plus a quarter of a second for the rest of the scrape.
    private static readonly TimeSpan LongestScrape = TimeSpan.FromSeconds(1.5 + 0.25);

    private readonly Dictionary<string, IReadOnlyList<string>> _series = [];
    private SimulatedEndpoint? _endpoint;
    private ExporterProcess? _exporter;

    internal SimulatedEndpoint Endpoint => _endpoint!;

    internal ExporterProcess Exporter => _exporter!;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await TestEndpoint.StartAsync();
        _exporter = await _endpoint.StartExporterAsync(EndpointTimeout);
        var healthy = await Poll.ForAsync(
            "all documents are read", async () => await _exporter.ScrapeAsync() is var scrape && scrape["ecs_up"] == 1 ? scrape : null);
        _series[""] = SeriesOf(healthy);
        foreach (var place in FaultyDocuments.All)
        {
            _endpoint.Faults.Clear();
            place.Inject(_endpoint, Fault.NotFound);
            _series[place.Name] = SeriesOf(await _exporter.ScrapeAsync());
        }

        _endpoint.Faults.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await (_exporter?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_endpoint?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>The series that remain while documents are missing; for null, the series of a healthy task.</summary>
    internal IReadOnlyList<string> SeriesWithout(FaultyDocuments? place) => _series[place?.Name ?? ""];

    /// <summary>The series of a scrape in the order of the exposition.</summary>
    internal static IReadOnlyList<string> SeriesOf(Scrape scrape) => [.. scrape.Series];

    /// <summary>
    /// Scrapes until an answer arrives in time, at most three times: a busy machine can delay one scrape, but not three in a row.
    /// </summary>
    internal async Task<(Scrape Scrape, int Attempts)> ScrapeInTimeAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var start = Stopwatch.GetTimestamp();
            var scrape = await Exporter.ScrapeAsync();
            var took = Stopwatch.GetElapsedTime(start);
            if (took <= LongestScrape)
            {
                return (scrape, attempt);
            }

            Assert.True(attempt < 3, $"the scrape took {took.TotalSeconds:0.00} s, again and again");
        }
    }

    /// <summary>The body of an answer in another format.</summary>
    internal async Task<byte[]> ScrapeAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        using var response = await Exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.StartsWith(accept.Split(';')[0], response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The series of an answer in OpenMetrics; fails when the answer is not complete.</summary>
    internal async Task<IReadOnlyList<string>> OpenMetricsSeriesAsync()
    {
        var text = Encoding.UTF8.GetString(await ScrapeAsync("application/openmetrics-text;version=1.0.0"));
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        return SeriesOf(new Scrape(text));
    }
}
