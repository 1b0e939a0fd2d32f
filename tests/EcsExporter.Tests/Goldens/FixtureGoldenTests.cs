// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests.Goldens;

public sealed class FixtureGoldenTests
{
    private const string Folder = "fixtures";
    private const string Suffix = ".prom";

    /// <summary>The captures that have a golden: known without the captures themselves.</summary>
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

    [Theory]
    [MemberData(nameof(Rows))]
    public void SampleLines_AllCollectors_AreTheGolden(string capture)
    {
        Fixtures.RequireFolder();
        Require(capture);
    }

    [Fact]
    public void Captures_EachHasAGoldenAndNoGoldenIsLeftOver()
    {
        foreach (var capture in Fixtures.Captures())
        {
            Require(capture);
        }

        Assert.Equal(Fixtures.Captures(), Rows.Select(row => row.Data));
    }

    private static void Require(string capture)
    {
        var scrape = Fixtures.Scrape(capture);
        _ = scrape.Samples();
        GoldenFolder.Check($"{Folder}/{capture}{Suffix}", scrape.SampleLines());
    }
}
