// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

/// <summary>
/// Payloads captured from real platforms, which are not part of this project: the folder is named by
/// <c>ECS_EXPORTER_FIXTURES</c>, or stands beside the repository as <c>shared/fixtures</c>.
/// </summary>
public sealed class FixtureTests
{
    private const string None = "(none)";

    private static string? Folder { get; } =
        Environment.GetEnvironmentVariable("ECS_EXPORTER_FIXTURES") is { Length: > 0 } named ? named : Beside(AppContext.BaseDirectory);

    public static TheoryData<string> Cases => Folder is { } folder && Directory.Exists(folder)
        ?
        [
            .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is "task.json" or "stats.json" or "taskWithTags.json")
                .Select(file => Path.GetRelativePath(folder, Path.GetDirectoryName(file)!))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ]
        : [None];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Render_CapturedPayload_IsGoodTextInAnyOrder(string capture)
    {
        Assert.SkipWhen(capture == None, "there is no folder of captured payloads; ECS_EXPORTER_FIXTURES names one");
        var (task, stats) = (Read(capture, "task.json") ?? Read(capture, "taskWithTags.json"), Read(capture, "stats.json"));
        foreach (var (oneTask, oneStats) in ((string?, string?)[])[(task, stats), (task, null), (null, stats), (task, "null"), (task, "{}")])
        {
            var expected = Render(oneTask, oneStats);
            _ = ExpositionText.Parse(expected);
            JsonMutator mutator = new(new Random(2), 0);
            for (var i = 0; i < 3; i++)
            {
                var sameTask = oneTask is null ? null : mutator.Shuffle(oneTask, "Containers");
                var sameStats = oneStats is null or "null" ? oneStats : mutator.Shuffle(oneStats, null);
                Assert.Equal(expected, Render(sameTask, sameStats));
            }
        }
    }

    private static string Render(string? task, string? stats)
    {
        DocumentReader reader = new();
        var text = Rendering.Text(Rendering.Everything(), reader.Snapshot(task, stats, includeInternal: true));
        Assert.Equal("", reader.Met);
        return text;
    }

    private static string? Read(string capture, string file)
    {
        var path = Path.Combine(Folder!, capture, file);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>The first <c>shared/fixtures</c> beside a folder above.</summary>
    private static string? Beside(string folder)
    {
        for (var above = Directory.GetParent(folder); above is not null; above = above.Parent)
        {
            var candidate = Path.Combine(above.FullName, "shared", "fixtures");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
