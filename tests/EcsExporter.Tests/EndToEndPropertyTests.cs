// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests;

/// <summary>From any document that is JSON to text that Prometheus can read. A failing case is known by its number.</summary>
public sealed class EndToEndPropertyTests
{
    private static readonly Arbitrary<int> Cases = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Render_DamagedPayloads_IsAlwaysGoodText() =>
        Prop.ForAll(Cases, number =>
        {
            var (task, stats, _) = Damaged(number);
            _ = ExpositionText.Parse(Render(task, stats));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(800));

    [Fact]
    public void Render_ContainersInAnotherOrder_ChangesNothing() =>
        Prop.ForAll(Cases, number =>
        {
            var (task, stats, mutator) = Damaged(number);
            if (TryShuffle(mutator, task, "Containers") is not { } sameTask || TryShuffle(mutator, stats, null) is not { } sameStats)
            {
                return;
            }

            // Writing anew changes escapes and spaces; so does the other one, for the texts of duplicates are compared.
            Assert.Equal(Render(Rewritten(task), Rewritten(stats)), Render(sameTask, sameStats));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));

    [Theory]
    [MemberData(nameof(Payload.Rows), MemberType = typeof(Payload))]
    public void Render_OwnPayloads_AreGoodTextInAnyOrder(string payload)
    {
        var (task, stats) = (Payload.Task(payload), Payload.Stats(payload));
        var expected = Render(task, stats);
        Assert.NotEmpty(ExpositionText.Parse(expected));
        JsonMutator mutator = new(new Random(1), 0);
        for (var i = 0; i < 5 && stats != "null\n"; i++)
        {
            Assert.Equal(expected, Render(mutator.Shuffle(task, "Containers"), mutator.Shuffle(stats, null)));
        }
    }

    [Fact]
    public void Render_ThousandContainers_IsGoodText()
    {
        var numbers = Enumerable.Range(0, 1_000).ToList();
        var containers = string.Join(',', numbers.Select(i => $$"""{"Name": "c{{i}}", "DockerId": "{{i}}"}"""));
        var task = $$"""{"Cluster": "c", "LaunchType": "EC2", "Containers": [{{containers}}]}""";
        var minimal = Payload.Stats("minimal").Trim();
        var container = minimal[minimal.IndexOf('{', 1)..^1];
        var stats = $"{{{string.Join(',', numbers.Select(i => $"\"{i}\":{container}"))}}}";
        var samples = ExpositionText.Parse(Render(task, stats));
        Assert.Equal(1_000, samples.Count(sample => sample.Family == "ecs_mem_total"));
    }

    private static (string Task, string Stats, JsonMutator Mutator) Damaged(int number)
    {
        Random random = new(number);
        var payload = Payload.Names[random.Next(Payload.Names.Count)];

        // Mostly a little damage, so that much is left to go wrong later; sometimes a lot.
        JsonMutator mutator = new(random, random.Next(4) switch { 0 => 0.2, 1 => 0.05, _ => 0.01 });
        return (mutator.Mutate(Payload.Task(payload)), mutator.Mutate(Payload.Stats(payload)), mutator);
    }

    /// <summary>The text; "" when a document as a whole was refused, which only a wrong kind of root may cause.</summary>
    private static string Render(string task, string stats)
    {
        DocumentReader reader = new();
        try
        {
            return Rendering.Text(Rendering.Everything(anomalies: reader.Anomalies), reader.Snapshot(task, stats, includeInternal: true));
        }
        catch (JsonException)
        {
            Assert.False(task[0] == '{' && (stats[0] == '{' || stats == "null"), "a document that is an object was refused");
            return "";
        }
    }

    private static string? TryShuffle(JsonMutator mutator, string json, string? list)
    {
        try
        {
            return json[0] == '{' ? mutator.Shuffle(json, list) : null;
        }
        catch (InvalidOperationException)
        {
            // The writer refuses halves of surrogate pairs.
            return null;
        }
    }

    private static string Rewritten(string json) => new JsonMutator(new Random(0), 0).Shuffle(json, "");
}
