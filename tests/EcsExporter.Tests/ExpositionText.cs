// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EcsExporter.Tests;

/// <summary>
/// A strict reader of the text format 0.0.4, written from its description and not from the code under test. It fails on
/// everything the project promises not to do: blank lines, families or series out of order or twice, families without
/// samples, labels out of order, unknown escapes, numbers in another layout.
/// </summary>
internal static partial class ExpositionText
{
    /// <summary>The series, <c>name{label="value",…}</c> with values unescaped, and their values.</summary>
    public static IReadOnlyList<ParsedSample> Parse(string text)
    {
        List<ParsedSample> samples = [];
        if (text.Length == 0)
        {
            return samples;
        }

        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n');
        var previousFamily = "";
        for (var at = 0; at < lines.Length;)
        {
            var help = Match(HelpLine(), lines[at++]);
            var name = help.Groups["name"].Value;
            Assert.True(string.CompareOrdinal(previousFamily, name) < 0, $"{name} does not come after {previousFamily}");
            previousFamily = name;
            Assert.True(at < lines.Length, $"{name} ends after its help");
            var type = Match(TypeLine(), lines[at++]);
            Assert.Equal(name, type.Groups["name"].Value);
            var first = samples.Count;
            for (; at < lines.Length && !lines[at].StartsWith('#'); at++)
            {
                var sample = Sample(lines[at], type.Groups["type"].Value);
                Assert.Equal(name, sample.Family);
                if (samples.Count > first)
                {
                    RequireOrder(samples[^1], sample);
                }

                samples.Add(sample);
            }

            Assert.True(samples.Count > first, $"{name} has no sample");
        }

        return samples;
    }

    private static ParsedSample Sample(string line, string type)
    {
        var match = Match(SampleLine(), line);
        List<KeyValuePair<string, string>> labels = [];
        foreach (var (name, value) in match.Groups["label"].Captures.Zip(match.Groups["value"].Captures))
        {
            if (labels.Count > 0)
            {
                Assert.True(string.CompareOrdinal(labels[^1].Key, name.Value) < 0, $"label out of order: {line}");
            }

            labels.Add(new(name.Value, Unescape(value.Value)));
        }

        var number = match.Groups["number"].Value;
        var parsed = number switch
        {
            "NaN" => double.NaN,
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(number, CultureInfo.InvariantCulture),
        };
        Assert.False(type == "counter" && !(parsed >= 0), $"a counter below zero: {line}");
        return new ParsedSample(match.Groups["name"].Value, type, labels, parsed);
    }

    private static void RequireOrder(ParsedSample previous, ParsedSample sample)
    {
        Assert.Equal(previous.Labels.Select(label => label.Key), sample.Labels.Select(label => label.Key));
        for (var i = 0; i < sample.Labels.Count; i++)
        {
            var order = Encoding.UTF8.GetBytes(previous.Labels[i].Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(sample.Labels[i].Value));
            if (order != 0)
            {
                Assert.True(order < 0, $"{sample} does not come after {previous}");
                return;
            }
        }

        Assert.Fail($"{sample} is there twice");
    }

    private static string Unescape(string value) =>
        EscapeSequence().Replace(value, match => match.Value switch { @"\n" => "\n", @"\\" => "\\", _ => "\"" });

    private static Match Match(Regex grammar, string line)
    {
        var match = grammar.Match(line);
        Assert.True(match.Success, $"no line of the text format: '{line}'");
        return match;
    }

    [GeneratedRegex("""^\# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\\\|\\n)*$""")]
    private static partial Regex HelpLine();

    [GeneratedRegex("""^\# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge)$""")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:(?:(?<!\{),)?(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^\\"\n]|\\\\|\\n|\\")*)"(?=[,}]))+\})? (?<number>NaN|[+-]Inf|-?[0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]{2,3})?)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""\\[\\n"]""")]
    private static partial Regex EscapeSequence();
}
