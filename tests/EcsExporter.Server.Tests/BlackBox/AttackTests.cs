// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Harness;
using EcsExporter.Attack.Runs;
using EcsExporter.Server.Tests.Harness;

namespace EcsExporter.Server.Tests.BlackBox;

/// <summary>
/// Runs a few attacks of <c>tests/EcsExporter.Attack</c> for seconds each. The attacks check how long answers take, so no other test runs meanwhile.
/// </summary>
[Trait("Category", "BlackBox")]
[Collection(nameof(RunsAlone))]
public sealed class AttackTests(ITestOutputHelper output)
{
    private static readonly (string Trial, bool IsTls, int? MemoryMebibytes)[] Runs =
    [
        ("unfinished-headers", false, 64),
        ("unread-answers", false, 48),
        ("daemon-unread-answers", false, 64),
        ("bare-connections", false, 64),
        ("idle-tls", true, 64),
        ("h2-zero-window-250", true, null),
        ("long-names", false, null),
    ];

    [RequiresFact(nameof(Requirements.NativeBinary))]
    public async Task Exporter_Attacked_ServesItsScraperAndGivesMemoryBack()
    {
        await using var report = new StringWriter();
        var settings = new RunSettings(ExporterExecutable.Command, Duration: TimeSpan.FromSeconds(3), Quiet: TimeSpan.FromSeconds(30), Cores.Detect());

        var results = await Trials.RunAsync(
            [.. Runs.Select(run => (Trials.Find(run.Trial), new RunConditions(run.IsTls, run.MemoryMebibytes)))],
            settings,
            report,
            TestContext.Current.CancellationToken);

        output.WriteLine(report.ToString());
        Assert.Equal(Runs.Length, results.Count);
        Assert.True(results.All(static result => result.Problems.Count == 0), $"{report}");
    }
}
