// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

public sealed class FixtureGoldenTests
{
    private const string Folder = "fixtures";
    private const string Suffix = ".prom";

    /// <summary>The captures that have a golden file, whether or not the captures are present.</summary>
    public static TheoryData<string> Rows
    {
        get
        {
            var folder = Path.Combine(GoldenFolder.Path, Folder);
            return
            [
                .. Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')[..^Suffix.Length])
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

    [RequiresTheory(nameof(Requirements.Captures))]
    [MemberData(nameof(Rows))]
    public void SampleLines_AllCollectors_AreTheGolden(string capture) => Check(capture);

    [RequiresFact(nameof(Requirements.Captures))]
    public void Captures_EachHasAGoldenAndNoGoldenIsLeftOver()
    {
        var captures = Captures.With("task.json", "stats.json");
        foreach (var capture in captures)
        {
            Check(capture);
        }

        Assert.Equal(captures, Rows.Select(row => row.Data));
    }

    private static void Check(string capture)
    {
        var scrape = Scrape.OfCapture(capture);
        _ = scrape.Samples();
        GoldenFolder.Check($"{Folder}/{capture}{Suffix}", scrape.SampleLines());
    }
}
