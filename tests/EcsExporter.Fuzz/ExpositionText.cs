// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Fuzz;

/// <summary>
/// A strict parser of the text format 0.0.4, written from its description and not from the code under test. It fails on everything that the project
/// promises not to write: blank lines, families or series that are unsorted or repeated, families without samples, unsorted labels, unknown escapes,
/// and numbers in another layout.
/// </summary>
internal static class ExpositionText
{
    /// <summary>Parses the samples; label values are unescaped.</summary>
    /// <exception cref="FormatException">The text breaks a promise.</exception>
    public static IReadOnlyList<ParsedSample> Parse(string text)
    {
        List<ParsedSample> samples = [];
        var rest = text.AsSpan();
        var previousFamily = "";
        while (!rest.IsEmpty)
        {
            var name = Comment(Line(ref rest), "# HELP ", out var help).ToString();
            Require(string.CompareOrdinal(previousFamily, name) < 0, "family not behind the one before", name);
            Require(IsEscaped(help, quotes: false), "help with an unknown escape", help);
            previousFamily = name;
            Require(Comment(Line(ref rest), "# TYPE ", out var type).SequenceEqual(name), "type of another family", name);
            Require(type is "counter" or "gauge", "unknown type", type);
            var isCounter = type is "counter";
            var first = samples.Count;
            while (!rest.IsEmpty && rest[0] != '#')
            {
                var line = Line(ref rest);
                var sample = Sample(line, name, isCounter);
                if (samples.Count > first)
                {
                    RequireOrder(samples[^1], sample);
                }

                samples.Add(sample);
            }

            Require(samples.Count > first, "family without samples", name);
        }

        return samples;
    }

    private static ReadOnlySpan<char> Line(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        Require(end >= 0, "text that ends within a line, or within a family", text);
        var line = text[..end];
        text = text[(end + 1)..];
        return line;
    }

    private static ReadOnlySpan<char> Comment(ReadOnlySpan<char> line, string keyword, out ReadOnlySpan<char> content)
    {
        Require(line.StartsWith(keyword), "line that should begin with " + keyword, line);
        var space = line[keyword.Length..].IndexOf(' ');
        Require(space > 0, "comment without content", line);
        content = line[(keyword.Length + space + 1)..];
        var name = line.Slice(keyword.Length, space);
        Require(NameLength(name, mayHaveColons: true) == name.Length, "name of a metric", line);
        return name;
    }

    private static ParsedSample Sample(ReadOnlySpan<char> line, string family, bool isCounter)
    {
        var rest = line;
        var name = rest[..NameLength(rest, mayHaveColons: true)];
        Require(name.SequenceEqual(family), "sample of another family", line);
        rest = rest[name.Length..];
        List<KeyValuePair<string, string>> labels = [];
        if (rest is ['{', ..])
        {
            do
            {
                labels.Add(Label(ref rest, line));
                Require(labels.Count == 1 || string.CompareOrdinal(labels[^2].Key, labels[^1].Key) < 0, "label out of order", line);
            }
            while (rest is [',', ..]);

            Require(rest is ['}', ..], "labels without an end", line);
            rest = rest[1..];
        }

        Require(rest is [' ', ..], "no space before the value", line);
        var value = Number(rest[1..], line);
        Require(!isCounter || value >= 0, "counter below zero", line);
        return new ParsedSample(family, isCounter ? "counter" : "gauge", labels, value);
    }

    /// <summary>Reads a label and the separator before it.</summary>
    private static KeyValuePair<string, string> Label(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> line)
    {
        rest = rest[1..];
        var length = NameLength(rest, mayHaveColons: false);
        Require(length > 0 && rest[length..].StartsWith("=\""), "name of a label", line);
        var name = rest[..length];
        rest = rest[(length + 2)..];
        var end = 0;
        while (end < rest.Length && rest[end] != '"')
        {
            end += rest[end] == '\\' ? 2 : 1;
        }

        Require(end < rest.Length, "value of a label without an end", line);
        var value = rest[..end];
        Require(IsEscaped(value, quotes: true), "value of a label with an unknown escape", line);
        rest = rest[(end + 1)..];
        return new(name.ToString(), Unescape(value));
    }

    private static double Number(ReadOnlySpan<char> text, ReadOnlySpan<char> line)
    {
        if (text is "NaN")
        {
            return double.NaN;
        }

        var digits = text is ['-', ..] ? text[1..] : text;
        if (text is "+Inf" || digits is "Inf")
        {
            return text[0] == '+' ? double.PositiveInfinity
                : text[0] == '-' ? double.NegativeInfinity
                : throw Broken("infinity without a sign", line);
        }

        // 12, 1.5, 1e-07, 1.5e+100: an exponent has a sign and at least two digits, and a point has digits on both sides.
        Require(SkipDigits(ref digits) > 0, "number", line);
        if (digits is ['.', ..])
        {
            digits = digits[1..];
            Require(SkipDigits(ref digits) > 0, "number with a naked point", line);
        }

        if (digits is ['e', '+' or '-', ..])
        {
            digits = digits[2..];
            Require(SkipDigits(ref digits) is 2 or 3, "exponent", line);
        }

        Require(digits.IsEmpty, "number", line);
        return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static int SkipDigits(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? text.Length : length;
        text = text[length..];
        return length;
    }

    private static int NameLength(ReadOnlySpan<char> text, bool mayHaveColons)
    {
        var length = 0;
        while (length < text.Length
            && (char.IsAsciiLetter(text[length]) || text[length] == '_'
                || (mayHaveColons && text[length] == ':') || (length > 0 && char.IsAsciiDigit(text[length]))))
        {
            length++;
        }

        return length;
    }

    private static bool IsEscaped(ReadOnlySpan<char> text, bool quotes)
    {
        for (int at; (at = text.IndexOf('\\')) >= 0; text = text[(at + 2)..])
        {
            if (at + 1 == text.Length || !(text[at + 1] is '\\' or 'n' || (quotes && text[at + 1] == '"')))
            {
                return false;
            }
        }

        return true;
    }

    private static string Unescape(ReadOnlySpan<char> value)
    {
        if (!value.Contains('\\'))
        {
            return value.ToString();
        }

        StringBuilder text = new(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            _ = text.Append(value[i] != '\\' ? value[i] : value[++i] == 'n' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    private static void RequireOrder(ParsedSample previous, ParsedSample sample)
    {
        Require(
            previous.Labels.Select(label => label.Key).SequenceEqual(sample.Labels.Select(label => label.Key)),
            "other labels than the series before",
            sample.Family);

        // In each family of a host, all series of a task precede those of the next task.
        foreach (var i in Enumerable.Range(0, sample.Labels.Count).OrderByDescending(label => sample.Labels[label].Key == "instance"))
        {
            var (left, right) = (previous.Labels[i].Value, sample.Labels[i].Value);
            if (left != right)
            {
                var order = Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
                Require(order < 0, "series out of order", sample.Family);
                return;
            }
        }

        throw Broken("series that is there twice", $"{sample}");
    }

    private static void Require(bool condition, string what, ReadOnlySpan<char> where)
    {
        if (!condition)
        {
            throw Broken(what, where);
        }
    }

    private static FormatException Broken(string what, ReadOnlySpan<char> where) => new($"{what}: '{where}'");
}
