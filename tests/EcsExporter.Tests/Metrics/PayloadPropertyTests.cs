// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Json;
using EcsExporter.Simulator.Scenarios;
using EcsExporter.Tests.Goldens;
using FsCheck;
using FsCheck.Fluent;

namespace EcsExporter.Tests.Metrics;

/// <summary>Tests properties of all payloads, derived from simulated tasks. The message of a failure contains the number of the case.</summary>
public sealed class PayloadPropertyTests
{
    private static readonly Arbitrary<int> Cases = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void Samples_DamagedDocuments_AreAlwaysGoodText() => ForAll(400, number =>
    {
        var (task, stats) = Documents(number, out var random);
        JsonMutator mutator = new(random, random.Next(3) switch { 0 => 0.2, 1 => 0.03, _ => 0.005 });
        var (damagedTask, damagedStats) = (mutator.Mutate(task), mutator.Mutate(stats));
        try
        {
            _ = new Scrape(damagedTask, damagedStats).Samples();
        }
        catch (JsonException)
        {
            Assert.False(damagedTask[0] == '{' && (damagedStats[0] == '{' || damagedStats == "null"), "a document that is an object was refused");
        }
    });

    [Fact]
    public void Text_ContainersAndStatsInAnotherOrder_IsTheSame() => ForAll(150, number =>
    {
        var (task, stats) = Documents(number, out var random);
        JsonMutator mutator = new(random, 0);
        Assert.Equal(new Scrape(task, stats).Text(), new Scrape(mutator.Shuffle(task, "Containers"), mutator.Shuffle(stats, null)).Text());
    });

    [Fact]
    public void Text_PropertiesInAnyOrder_IsTheSame() => ForAll(150, number =>
    {
        var (task, stats) = Documents(number, out var random);
        Assert.Equal(new Scrape(task, stats).Text(), new Scrape(Reordered(task, random), Reordered(stats, random)).Text());
    });

    [Fact]
    public void Text_CultureWithOtherNumbersAndSigns_IsTheSame() => ForAll(40, number =>
    {
        var (task, stats) = Documents(number, out _);
        var expected = new Scrape(task, stats).Text();
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            // With invariant globalization the system's cultures are not available, so the test creates a more unusual one.
            var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            odd.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "minus" };
            odd.DateTimeFormat = new DateTimeFormatInfo { TimeSeparator = ".", DateSeparator = "~" };
            Thread.CurrentThread.CurrentCulture = odd;
            Assert.Equal("0,5", 0.5.ToString("0.0", Thread.CurrentThread.CurrentCulture));
            Assert.Equal(expected, new Scrape(task, stats).Text());
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    });

    [Fact]
    public void SampleLines_WithoutStats_SeriesFromTaskAloneAreTheSame() => ForAll(150, number =>
    {
        var (task, stats) = Documents(number, out _);
        var with = FromTaskAlone(new Scrape(task, stats));
        Assert.NotEmpty(with);
        Assert.Equal(with, FromTaskAlone(new Scrape(task, "{}")));
        Assert.Equal(with, FromTaskAlone(new Scrape(task, "null")));
        Assert.Equal(with, FromTaskAlone(new Scrape(task, null)));
    });

    private static IEnumerable<string> FromTaskAlone(Scrape scrape) =>
        scrape.SampleLines("task", "container").Split('\n').Where(line => !line.StartsWith("ecs_container_stats_", StringComparison.Ordinal));

    private static (string Task, string Stats) Documents(int number, out Random random)
    {
        random = new Random(number);
        var scenario = Scenario.All[random.Next(Scenario.All.Count)];
        return Simulated.Documents(scenario.Name, random.NextDouble() * random.Next(1, 4) * 600, random.Next());
    }

    private static string Reordered(string json, Random random)
    {
        using var document = JsonDocument.Parse(json);
        StringBuilder text = new();
        Write(document.RootElement);
        return text.ToString();

        void Write(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                _ = text.Append(value.GetRawText());
                return;
            }

            var properties = value.EnumerateObject().ToArray();
            random.Shuffle(properties);
            _ = text.Append('{');
            for (var i = 0; i < properties.Length; i++)
            {
                _ = text.Append(i == 0 ? "" : ",").Append('"').Append(properties[i].Name).Append("\":");
                Write(properties[i].Value);
            }

            _ = text.Append('}');
        }
    }

    private static void ForAll(int cases, Action<int> check) => Prop.ForAll(Cases, check).Check(Config.QuickThrowOnFailure.WithMaxTest(cases));
}
