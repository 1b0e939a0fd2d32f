// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace EcsExporter.Server.Web.Page;

/// <summary>Builds a page from trusted markup, which is part of the program, and from untrusted text, which it encodes.</summary>
internal sealed class HtmlBuilder(int maxLength)
{
    private readonly StringBuilder _page = new(capacity: 16 * 1024);

    /// <summary>Appends markup unchanged.</summary>
    /// <exception cref="AnswerTooLargeException">The page would be longer than allowed.</exception>
    public HtmlBuilder Raw(string markup)
    {
        if (_page.Length + markup.Length > maxLength)
        {
            throw new AnswerTooLargeException(maxLength);
        }

        _page.Append(markup);
        return this;
    }

    /// <summary>Appends text, encoded for content and for quoted attributes.</summary>
    public HtmlBuilder Text(string? text) => Raw(HtmlEncoder.Default.Encode(text ?? ""));

    /// <summary>Appends a formatted figure, with its exact value for programs that process the page.</summary>
    public HtmlBuilder Figure(double value, string words) =>
        Raw("<data value=\"").Text(FigureText.Exact(value)).Raw("\">").Text(words).Raw("</data>");

    /// <summary>Appends a term and its description. Appends nothing without a description.</summary>
    public HtmlBuilder Entry(string term, string? description) =>
        string.IsNullOrEmpty(description)
            ? this
            : Raw("<div><dt>").Text(term).Raw("</dt><dd>").Text(description).Raw("</dd></div>\n");

    /// <summary>Appends a term and a figure. Appends nothing without a figure.</summary>
    public HtmlBuilder Entry(string term, double? value, Func<double, string> words) =>
        value is { } figure ? Raw("<div><dt>").Text(term).Raw("</dt><dd>").Figure(figure, words(figure)).Raw("</dd></div>\n") : this;

    /// <summary>Appends a term and its usage, and a bar for the ratio if there is a limit. Appends nothing when the usage is not known.</summary>
    public HtmlBuilder Bar(string term, double? value, double? limit, Func<double, string> words, string unit = "")
    {
        if (value is not { } used)
        {
            return this;
        }

        Raw("<div class=\"bar\"><dt>").Text(term).Raw("</dt><dd>").Figure(used, words(used));
        if (limit is not > 0)
        {
            return Text(unit).Raw("</dd></div>\n");
        }

        var ratio = used / limit.Value;
        return Text($" of {words(limit.Value)}{unit}").Raw("</dd><dd class=\"share\">").Text(FigureText.Percent(ratio))
            .Raw("</dd><dd class=\"meter\"><meter min=\"0\" max=\"1\" low=\"0.75\" high=\"0.9\" optimum=\"0\" aria-label=\"").Text(term)
            .Raw("\" value=\"").Text(FigureText.Exact(Math.Round(Math.Clamp(ratio, 0, 1), 4))).Raw("\">").Text(FigureText.Percent(ratio))
            .Raw("</meter></dd></div>\n");
    }

    public override string ToString() => _page.ToString();
}

/// <summary>Formats figures for people. A non-breaking space keeps a number and its unit on one line.</summary>
internal static class FigureText
{
    private static readonly string[] BinaryUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Formats a value with all its digits.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Formats bytes: <c>72.1 MiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < BinaryUnits.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#}\u00a0{BinaryUnits[unit]}");
    }

    /// <summary>Formats a ratio: <c>14 %</c>, <c>0.4 %</c>.</summary>
    public static string Percent(double ratio) => ratio < 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.#}\u00a0%")
        : string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:#,0}\u00a0%");

    /// <summary>Formats a number: <c>0.25</c>.</summary>
    public static string Number(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:#,0.###}");

    /// <summary>Formats seconds: <c>29.6 s</c>. It never uses larger units, so that the value can be compared with a series.</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:#,0.0}\u00a0s");

    /// <summary>Formats milliseconds: <c>4 ms</c>. Rounds up, so that a duration is never 0 ms.</summary>
    public static string Milliseconds(TimeSpan? duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(duration?.TotalMilliseconds ?? 0):#,0}\u00a0ms");

    /// <summary>Formats an age in one or two units: <c>just now</c>, <c>3 min ago</c>, <c>2 h 5 min ago</c>.</summary>
    public static string Ago(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => "just now",
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalSeconds}\u00a0s ago"),
        { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}\u00a0min ago"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalHours}\u00a0h {duration.Minutes}\u00a0min ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalDays}\u00a0d {duration.Hours}\u00a0h ago"),
    };
}
