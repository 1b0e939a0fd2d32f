// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;
using EcsExporter.Simulator.Documents;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Tests containers with a small memory limit. By default, the runtime limits its heap to three quarters of the container's limit.</summary>
[Trait("Category", "BlackBox")]
public sealed class MemoryLimitTests
{
    [Theory]
    [InlineData(24)]
    [InlineData(36)]
    [InlineData(48)]
    public async Task Scrape_DocumentsLargerThanTheMemory_FailAndTheNextIsWell(int heapMebibytes)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await ExporterProcess.StartAsync(new ExporterStart(endpoint.Flag(), "--ecs.cache-ttl=0")
        {
            Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = $"{heapMebibytes * 1024 * 1024:x}" },
        });
        for (var i = 0; i < 40; i++)
        {
            endpoint.Faults.InjectAll(Fault.Huge(i % 2 == 0 ? 20_000_000 : 4_000_000));
            Assert.All(
                await Task.WhenAll(exporter.ScrapeAsync(), exporter.ScrapeAsync()),
                scrape => Assert.Equal(0, scrape["ecs_up"]));
        }

        endpoint.Faults.Clear();
        var after = await exporter.ScrapeAsync();

        Assert.Equal(1, after["ecs_up"]);
        Assert.Equal(
            ["""ecs_endpoint_errors_total{endpoint="task",reason="too_large"}"""],
            after.NonZero("ecs_endpoint_errors_total").Keys.Where(series => series.Contains("\"task\"", StringComparison.Ordinal)));
        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    /// <summary>A name is a label of dozens of series, so long names multiply.</summary>
    [Fact]
    public async Task Scrape_NameOfMegabytes_IsLeftOutAndCounted()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await endpoint.StartExporterAsync();
        var name = new string('x', 3_000_000);
        endpoint.Faults.Inject(
            EndpointDocument.Task, Fault.Json($$"""{"Family":"{{name}}","Containers":[{"DockerId":"a","Name":"{{name}}"},{"DockerId":"b","Name":"b"}]}"""));

        var scrape = await exporter.ScrapeAsync();

        Assert.Equal(1, scrape["ecs_up"]);
        Assert.Equal(
            ["""ecs_payload_anomalies_total{kind="malformed_container"}""", """ecs_payload_anomalies_total{kind="malformed_task"}"""],
            scrape.NonZero("ecs_payload_anomalies_total").Keys.Order(StringComparer.Ordinal));
        Assert.InRange(scrape.Text.Length, 1, 100_000);
    }
}
