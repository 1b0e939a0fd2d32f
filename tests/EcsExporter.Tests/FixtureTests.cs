// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Tests;

public sealed class FixtureTests
{
    public static TheoryData<string> Cases => [.. Captures.With("task.json", "stats.json", "taskWithTags.json")];

    [RequiresTheory(nameof(Requirements.Captures))]
    [MemberData(nameof(Cases))]
    public void Render_CapturedPayload_IsGoodTextInAnyOrder(string capture)
    {
        var task = Captures.ReadText(capture, "task.json") ?? Captures.ReadText(capture, "taskWithTags.json");
        var stats = Captures.ReadText(capture, "stats.json");
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
}
