// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class SystemdTests
{
    [RequiresFact(nameof(Requirements.SystemdSocketActivate))]
    public async Task SystemdSocket_PassedByTheService_AnswersTheConnectionThatStartedIt()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        int[] ports = [FreePort.Find(), FreePort.Find()];
        await using var exporter = ExporterProcess.Start(new ExporterStart("--web.systemd-socket", endpoint.Flag())
        {
            Launcher = [Requirements.SystemdSocketActivate.Value, .. ports.Select(port => $"--listen=127.0.0.1:{port}")],
        });

        foreach (var port in ports)
        {
            exporter.UseAddress(new Uri($"http://127.0.0.1:{port}/"));
            var scrape = await Poll.ForAsync("the launcher listens", () => TryScrapeAsync(exporter));
            Assert.Equal(1, scrape["ecs_up"]);
        }

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    private static async Task<Scrape?> TryScrapeAsync(ExporterProcess exporter)
    {
        try
        {
            return await exporter.ScrapeAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
