// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Simulator;

namespace EcsExporter.Server.Tests.BlackBox;

[Trait("Category", "BlackBox")]
public class StandardStreamTests
{
    public static TheoryData<string> BrokenErrors { get; } = ["2>&-", "2>/dev/full", "<&- >&- 2>&-", ">/dev/full 2>/dev/full"];

    [Theory]
    [MemberData(nameof(BrokenErrors))]
    public async Task Serve_StandardErrorUnusable_ServesCleanAnswersThroughTroubleAndStops(string redirections)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var exporter = await StartWithoutLogAsync(redirections, endpoint.Flag(), "--ecs.cache-ttl=0", "--log.level=debug");

        for (var i = 0; i < 10; i++)
        {
            endpoint.Faults.InjectAll(i % 2 == 0 ? Fault.NotFound : Fault.None);

            // If the log wrote to a wrong descriptor, a line would appear in the answer or in the request to the endpoint.
            var scrape = await exporter.ScrapeAsync();
            Assert.Equal(i % 2, scrape["ecs_up"]);
            Assert.DoesNotContain("level=", scrape.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
    }

    /// <summary>The log is a pipe that is not read, as when a container's log driver waits for its service.</summary>
    [Fact]
    public async Task Serve_StandardErrorIsNotRead_AnswersAndStops()
    {
        var pipe = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        try
        {
            await using var endpoint = await TestEndpoint.StartAsync();
            await using var exporter = await StartWithoutLogAsync($"2<>{pipe}", endpoint.Flag(), "--ecs.cache-ttl=0", "--log.level=debug");

            // Each request writes more than a kilobyte of log, and a pipe holds 64 kB.
            for (var i = 0; i < 150; i++)
            {
                endpoint.Faults.InjectAll(i % 2 == 0 ? Fault.NotFound : Fault.None);
                Assert.Equal(i % 2, (await exporter.ScrapeAsync())["ecs_up"]);
            }

            Assert.Equal(0, (await exporter.StopAsync()).ExitCode);
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    [Theory]
    [MemberData(nameof(BrokenErrors))]
    public async Task Start_UsageErrorWithStandardErrorUnusable_ExitsWithOne(string redirections)
    {
        var result = await ExporterProcess.RunAsync(new ExporterStart("--bogus") { Redirections = redirections });

        Assert.Equal(1, result.ExitCode);
    }

    [Theory]
    [InlineData("--help", ">/dev/full")]
    [InlineData("--help", ">&-")]
    [InlineData("--version", ">/dev/full")]
    [InlineData("once", ">/dev/full")]
    [InlineData("once", ">&-")]
    public async Task Print_StandardOutputUnusable_IsOneErrorLineAndExitCodeOne(string argument, string redirections)
    {
        await using var endpoint = await TestEndpoint.StartAsync();

        var result = await ExporterProcess.RunAsync(new ExporterStart(argument, endpoint.Flag()) { Redirections = redirections });

        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.Log);
        Assert.Equal(("ERROR", "Cannot write to standard output"), (line.Level, line.Message));
    }

    /// <summary>Starts an exporter whose log, and therefore address, cannot be read.</summary>
    private static async Task<ExporterProcess> StartWithoutLogAsync(string redirections, params IReadOnlyList<string> arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var exporter = ExporterProcess.Start(new ExporterStart([.. arguments, $"--web.listen-address={address.Authority}"]) { Redirections = redirections });
        exporter.UseAddress(address);
        await Poll.ForAsync("the exporter answers", async () =>
        {
            try
            {
                return await exporter.Http.GetStringAsync(new Uri("/-/healthy", UriKind.Relative), TestContext.Current.CancellationToken);
            }
            catch (HttpRequestException)
            {
                return null;
            }
        });
        return exporter;
    }
}
