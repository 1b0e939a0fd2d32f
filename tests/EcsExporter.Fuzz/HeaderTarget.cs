// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Server.CommandLine;
using EcsExporter.Server.Scraping;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Scrapes;
using EcsExporter.Server.WebConfig.Authentication;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EcsExporter.Fuzz;

/// <summary>Fuzzes the headers of a scrape: the client always gets the metrics in a supported format.</summary>
internal sealed class HeaderTarget() : FuzzTarget("headers")
{
    private static readonly string[] Accepts =
    [
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
            + "text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;q=0.3",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "text/*;q=0", "text/plain; version=\"0.0.4\"; q=\"1\"", "",
    ];

    private static readonly string[] Encodings = ["gzip", "gzip, deflate, br", "identity;q=1, gzip;q=0.5", "*;q=0", "gzip;q=1.000", "GZIP;q=0.001", ""];

    private static readonly string[] Timeouts =
        ["10", "0.5", "1e3", "-1", "NaN", "Infinity", "99999999999999999999", "2147483646.9", "0.0000000001", "9.999999", ""];

    private static readonly string[] Credentials = ["Basic YWxpY2U6YWxpY2UxMjM=", "Basic ", "Basic Og==", "basic  YTpi", "Bearer x", "Basic =", ""];

    private static readonly string[] ContentTypes =
        ["text/plain; version=0.0.4;", "application/openmetrics-text; version=", "application/vnd.google.protobuf; proto="];

    private readonly MetricsHandler _handler = Handler();

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Make(Random random) =>
        [Damaged(Accepts, random), Damaged(Encodings, random), Damaged(Timeouts, random), Damaged(Credentials, random)];

    /// <inheritdoc/>
    public override void Check(IReadOnlyList<byte[]> input)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        context.Request.Headers.Accept = Encoding.Latin1.GetString(input[0]);
        context.Request.Headers.AcceptEncoding = Encoding.Latin1.GetString(input[1]);
        context.Request.Headers["X-Prometheus-Scrape-Timeout-Seconds"] = Encoding.Latin1.GetString(input[2]);
        _ = BasicCredentials.Parse(Encoding.Latin1.GetString(input[3]));

        // Without an endpoint, the handler completes synchronously.
        _handler.HandleAsync(context).GetAwaiter().GetResult();

        var response = context.Response;
        if (response.StatusCode != 200 || body.Length == 0 || body.Length != response.ContentLength
            || !ContentTypes.Any(type => response.ContentType!.StartsWith(type, StringComparison.Ordinal))
            || response.ContentType!.Any(char.IsControl)
            || response.Headers.ContentEncoding.ToString() is not ("" or "gzip"))
        {
            throw new FormatException($"status {response.StatusCode}, {response.ContentType}, {body.Length} bytes");
        }
    }

    private static byte[] Damaged(string[] headers, Random random)
    {
        var header = Encoding.Latin1.GetBytes(headers[random.Next(headers.Length)]);
        return random.Next(8) == 0 ? header : ByteMutator.Mutate(header, random);
    }

    private static MetricsHandler Handler()
    {
        var options = CommandLineParser.Parse(["--web.disable-exporter-metrics"], static _ => null, Collector.All).Options;
#pragma warning disable CA2000 // Without an endpoint, the exporter holds no resources.
        var exporter = new Exporter(new MetadataEndpoint(null, "none"), options, static _ => null, TimeProvider.System, NullLogger.Instance);
        return new MetricsHandler(
            exporter,
            0,
            new HostAccess(isLoopbackOnly: false),
            new ScrapeBufferPool(64 * 1024 * 1024, 16 * 1024 * 1024, TimeProvider.System),
            NullLogger.Instance);
#pragma warning restore CA2000
    }
}
