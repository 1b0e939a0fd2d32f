// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Tests.Harness;
using EcsExporter.Soak;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>Runs <c>tests/EcsExporter.Soak</c>, which can run for hours, for some seconds.</summary>
[Trait("Category", "BlackBox")]
public sealed class SoakTests(ITestOutputHelper output)
{
    // In a development build, the runtime still compiles code after such a short warm-up, so memory grows.
    private const double MemoryTolerance = 0.6;

    [Fact]
    public async Task Exporter_EverythingMisbehavesForAWhile_HoldsWhatItHeldAndHasCountedRight()
    {
        await using var report = new StringWriter();
        var options = new SoakOptions(
            ExporterExecutable.Command,
            WarmUp: TimeSpan.FromSeconds(8),
            Duration: TimeSpan.FromSeconds(20),
            Settle: TimeSpan.FromSeconds(6),
            RequestsPerSecond: 40,
            MemoryTolerance,
            Seed: Random.Shared.Next());

        var problems = await new SoakRun(options, report).RunAsync();

        output.WriteLine(report.ToString());
        Assert.True(problems.Count == 0, $"{report}");
    }
}
