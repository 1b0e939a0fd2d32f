// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

public sealed class PromtoolTests
{
    private const string RequireTools = "ECS_EXPORTER_REQUIRE_TOOLS";

    /// <summary>The classic contract breaks the rules by definition; of everything else there is nothing to say.</summary>
    [Theory]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public async Task CheckMetrics_AllCollectorsButClassic_HasNothingToSay(string scenario)
    {
        var text = Simulated.Scrape(scenario).Text([.. Collector.All.Select(collector => collector.Name).Where(name => name != "classic")]);
        Assert.Equal((0, ""), await CheckAsync(text));
    }

    [Fact]
    public async Task CheckMetrics_GaugeNamedLikeACounter_IsSeen()
    {
        var (exitCode, said) = await CheckAsync("# HELP ecs_x_total X.\n# TYPE ecs_x_total gauge\necs_x_total 1\n");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("_total", said, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> CheckAsync(string text)
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "promtool"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null && Environment.GetEnvironmentVariable(RequireTools) != "1", "promtool is not on the path");
        Assert.True(promtool is not null, $"promtool is not on the path, and {RequireTools} is 1");
        using var process = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
