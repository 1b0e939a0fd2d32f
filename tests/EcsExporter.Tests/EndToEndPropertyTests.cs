// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests;

/// <summary>Any JSON documents give a text that Prometheus can read. The message of a failure contains the number of the case.</summary>
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

            // Rewriting changes escapes and spaces. Both sides are rewritten, because the choice between duplicates compares their texts.
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

        // Most cases have little damage, so that the reader gets far; some have a lot.
        JsonMutator mutator = new(random, random.Next(4) switch { 0 => 0.2, 1 => 0.05, _ => 0.01 });
        return (mutator.Mutate(Payload.Task(payload)), mutator.Mutate(Payload.Stats(payload)), mutator);
    }

    /// <summary>The exposition; "" when a document was rejected as a whole, which only a root of the wrong type may cause.</summary>
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
            // The JSON writer rejects halves of surrogate pairs.
            return null;
        }
    }

    private static string Rewritten(string json) => new JsonMutator(new Random(0), 0).Shuffle(json, "");
}
