// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Tests.Goldens;

namespace EcsExporter.Tests.Metrics;

/// <summary>
/// Tests which series depend on which field, by removing every property of both documents, one at a time. For each property, the golden file lists
/// the families whose series vanish (-), change (~), appear (+) or get other labels (@), with the number of series if it is more than one. It shows
/// any figure that is made up in place of an absent one.
/// </summary>
public sealed class FieldEffectTests
{
    [Theory]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public void Samples_FieldTakenAway_SeriesOfThatFieldVanish(string scenario)
    {
        var (task, stats) = Simulated.Documents(scenario);
        var whole = Series(task, stats);
        StringBuilder table = new();
        foreach (var path in JsonFields.Paths(task))
        {
            _ = table.Append(Paragraph("task", path, whole, Series(JsonFields.Without(task, path), stats)));
        }

        foreach (var path in JsonFields.Paths(stats))
        {
            _ = table.Append(Paragraph("stats", path, whole, Series(task, JsonFields.Without(stats, path))));
        }

        GoldenFolder.Check($"fields/{scenario}.txt", table.ToString());
    }

    [Theory]
    [MemberData(nameof(Simulated.Scenarios), MemberType = typeof(Simulated))]
    public void Text_FieldIsNull_AsIfTakenAway(string scenario)
    {
        var (task, stats) = Simulated.Documents(scenario);

        // The endpoint omits an error bound of 0, so a missing ClockErrorBound means 0, unlike null.
        foreach (var path in JsonFields.Paths(task).Where(path => path[^1] != "ClockErrorBound"))
        {
            Assert.Equal(new Scrape(JsonFields.Without(task, path), stats).Text(), new Scrape(JsonFields.With(task, path, null), stats).Text());
        }

        // The presence of the name "anon" decides on the cgroup version.
        foreach (var path in JsonFields.Paths(stats).Where(path => path[^1] != "anon"))
        {
            Assert.Equal(new Scrape(task, JsonFields.Without(stats, path)).Text(), new Scrape(task, JsonFields.With(stats, path, null)).Text());
        }
    }

    // The object, even an empty one, means that the container has a health check.
    [Theory]
    [InlineData("true")]
    [InlineData("""{"not": "expected"}""")]
    public void Samples_FieldOfAnotherType_NothingThatIsNotThereWithoutTheField(string junk)
    {
        foreach (var row in Simulated.Scenarios)
        {
            var (task, stats) = Simulated.Documents(row.Data);
            foreach (var path in JsonFields.Paths(task).Where(path => path[^1] is not ("FaultInjectionEnabled" or "Health")))
            {
                RequireNoMore(Series(JsonFields.Without(task, path), stats), Series(JsonFields.With(task, path, junk), stats), path);
            }

            // An entry with unknown fields only still counts as an entry.
            foreach (var path in JsonFields.Paths(stats).Where(path => path.Length > 1 && path[^1] != "anon"))
            {
                RequireNoMore(Series(task, JsonFields.Without(stats, path)), Series(task, JsonFields.With(stats, path, junk)), path);
            }
        }
    }

    private static void RequireNoMore(Dictionary<string, string> without, Dictionary<string, string> damaged, string[] path)
    {
        foreach (var series in damaged)
        {
            var value = without.GetValueOrDefault(series.Key, "absent");
            Assert.True(value == series.Value, $"{string.Join('.', path)}: {series.Key} is {series.Value} instead of {value}");
        }
    }

    private static string Paragraph(string document, string[] path, Dictionary<string, string> whole, Dictionary<string, string> rest)
    {
        var gone = whole.Keys.Except(rest.Keys).ToLookup(Family);
        var come = rest.Keys.Except(whole.Keys).ToLookup(Family);
        var changed = whole.Where(series => rest.TryGetValue(series.Key, out var value) && value != series.Value).ToLookup(series => Family(series.Key));
        var effects = gone.Where(family => !come.Contains(family.Key)).Select(family => Effect("-", family.Key, family.Count()))
            .Concat(come.Where(family => !gone.Contains(family.Key)).Select(family => Effect("+", family.Key, family.Count())))
            .Concat(come.Where(family => gone.Contains(family.Key)).Select(family => Effect("@", family.Key, family.Count())))
            .Concat(changed.Select(family => Effect("~", family.Key, family.Count())));
        return $"{document}/{JsonFields.Name(path)}\n" + string.Concat(
            effects.Order(StringComparer.Ordinal).DefaultIfEmpty("nothing").Select(static effect => $"  {effect}\n"));
    }

    private static string Effect(string sign, string family, int count) => count == 1 ? $"{sign} {family}" : $"{sign} {family} * {count}";

    private static string Family(string series) => series.Split('{')[0];

    private static Dictionary<string, string> Series(string task, string stats) =>
        new Scrape(task, stats).SampleLines().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith("ecs_payload_anomalies_total", StringComparison.Ordinal))
            .Select(line => (Line: line, At: line.LastIndexOf(' ')))
            .ToDictionary(line => line.Line[..line.At], line => line.Line[(line.At + 1)..]);
}
