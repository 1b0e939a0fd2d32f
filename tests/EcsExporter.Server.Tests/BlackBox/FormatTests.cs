// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.IO.Compression;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class FormatTests
{
    // The strict OpenMetrics parser of the Python client raises for repeated families, wrong names, wrong escapes and a missing end.
    private const string StrictParser =
        """
        import sys
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
        for family in text_string_to_metric_families(sys.stdin.read()):
            for sample in family.samples:
                labels = ",".join('%s="%s"' % (k, v) for k, v in sorted(sample.labels.items()))
                print("%s{%s} %r" % (sample.name, labels, float(sample.value)))
        """;

    [RequiresTheory(nameof(Requirements.PythonPrometheusClient))]
    [InlineData("application/openmetrics-text;version=1.0.0", "application/openmetrics-text; version=1.0.0; charset=utf-8")]
    [InlineData("application/openmetrics-text;version=0.0.1", "application/openmetrics-text; version=0.0.1; charset=utf-8")]
    public async Task Scrape_OpenMetrics_IsAcceptedByAStrictParser(string accept, string contentType)
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter =
            await ExporterProcess.StartAsync(endpoint.Flag(), "--collector.utilization", "--collector.memory-detail", "--collector.cpu-per-core");

        using var response = await GetAsync(exporter, accept, "identity");
        Assert.Equal(contentType, response.Content.Headers.GetValues("Content-Type").Single());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var parsed = await ParseAsync(text);
        Assert.Equal(text.Split('\n').Count(line => line.Length > 0 && line[0] != '#'), parsed.Count);
        Assert.Contains("ecs_up{} 1.0", parsed);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/openmetrics-text")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")]
    public async Task Scrape_Gzip_UnpacksToWhatIdentityGives(string accept)
    {
        await using var endpoint = await SimulatedEndpoint.StartAsync(new SimulatedEndpointOptions(), TestContext.Current.CancellationToken);
        await using var exporter = await ExporterProcess.StartAsync(
            endpoint.Flag(), "--ecs.cache-ttl=1h", "--web.disable-exporter-metrics");

        using var plain = await GetAsync(exporter, accept, "identity");
        using var packed = await GetAsync(exporter, accept, "gzip");

        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        var expected = await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using MemoryStream actual = new();
        await unpacked.CopyToAsync(actual, TestContext.Current.CancellationToken);
        Assert.Equal(expected, actual.ToArray());
        Assert.True(packed.Content.Headers.ContentLength < expected.Length / 2);
    }

    private static async Task<HttpResponseMessage> GetAsync(ExporterProcess exporter, string accept, string acceptEncoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        Assert.True(request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding));
        var response = await exporter.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return response;
    }

    private static async Task<IReadOnlyList<string>> ParseAsync(string text)
    {
        using var python = Process.Start(new ProcessStartInfo(Requirements.PythonPrometheusClient.Value, ["-c", StrictParser])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.StandardInput.WriteAsync(text);
        python.StandardInput.Close();
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, await errors);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
