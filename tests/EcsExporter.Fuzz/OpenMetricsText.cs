// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Fuzz;

/// <summary>Compares an exposition in OpenMetrics with the text format of the same scrape.</summary>
internal static class OpenMetricsText
{
    private const string CounterSuffix = "_total";

    /// <summary>Fails unless both have the same families and samples, each in its own syntax.</summary>
    /// <exception cref="FormatException">They differ.</exception>
    public static void RequireSame(ReadOnlySpan<char> openMetrics, ReadOnlySpan<char> text)
    {
        var isCounter = false;
        while (!text.IsEmpty)
        {
            var expected = Line(ref text);
            var actual = Line(ref openMetrics);
            if (expected is not ['#', ..])
            {
                RequireSameSample(actual, expected);
                continue;
            }

            // The HELP line precedes the TYPE line, but the name in it depends on the type.
            isCounter = expected.StartsWith("# HELP ") ? TypeLine(text).EndsWith(" counter") : isCounter;
            RequireSameComment(actual, expected, isCounter);
        }

        if (openMetrics is not "# EOF\n")
        {
            throw new FormatException($"OpenMetrics does not end with its end: '{openMetrics}'");
        }
    }

    private static ReadOnlySpan<char> TypeLine(ReadOnlySpan<char> text) => text[..text.IndexOf('\n')];

    private static ReadOnlySpan<char> Line(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        if (end < 0)
        {
            throw new FormatException("OpenMetrics ends early");
        }

        var line = text[..end];
        text = text[(end + 1)..];
        return line;
    }

    private static void RequireSameComment(ReadOnlySpan<char> actual, ReadOnlySpan<char> expected, bool isCounter)
    {
        var keyword = expected[.."# HELP ".Length];
        var rest = expected[keyword.Length..];
        var name = rest[..rest.IndexOf(' ')];
        var content = rest[name.Length..];
        name = isCounter && name.EndsWith(CounterSuffix) ? name[..^CounterSuffix.Length] : name;
        var isSame = actual.StartsWith(keyword)
            && actual[keyword.Length..].StartsWith(name)
            && (actual[(keyword.Length + name.Length)..].SequenceEqual(content)
                || actual[(keyword.Length + name.Length)..].SequenceEqual(content.ToString().Replace("\"", "\\\"", StringComparison.Ordinal)));
        if (!isSame)
        {
            throw new FormatException($"OpenMetrics has '{actual}' for '{expected}'");
        }
    }

    private static void RequireSameSample(ReadOnlySpan<char> actual, ReadOnlySpan<char> expected)
    {
        var series = expected[..(expected.LastIndexOf(' ') + 1)];
        var value = expected[series.Length..];
        var isSame = actual.StartsWith(series)
            && (actual[series.Length..].SequenceEqual(value)
                || (actual.EndsWith(".0") && actual[series.Length..^2].SequenceEqual(value) && !value.ContainsAny(".eNI")));
        if (!isSame)
        {
            throw new FormatException($"OpenMetrics has '{actual}' for '{expected}'");
        }
    }
}
