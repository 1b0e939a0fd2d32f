// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using EcsExporter.Metrics.Collectors;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

public sealed class PromtoolTests
{
    /// <summary>The classic contract breaks the conventions by definition; promtool has no complaints about the other collectors.</summary>
    [RequiresTheory(nameof(Requirements.Promtool))]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public async Task CheckMetrics_AllCollectorsButClassic_HasNothingToSay(string scenario)
    {
        var text = Simulated.Scrape(scenario).Text([.. Collector.All.Select(collector => collector.Name).Where(name => name != "classic")]);
        Assert.Equal((0, ""), await CheckAsync(text));
    }

    [RequiresFact(nameof(Requirements.Promtool))]
    public async Task CheckMetrics_GaugeNamedLikeACounter_IsSeen()
    {
        var (exitCode, said) = await CheckAsync("# HELP ecs_x_total X.\n# TYPE ecs_x_total gauge\necs_x_total 1\n");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("_total", said, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Said)> CheckAsync(string text)
    {
        using var process = Process.Start(new ProcessStartInfo(Requirements.Promtool.Value, ["check", "metrics"])
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
