// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;

namespace EcsExporter.Server.Web.Page;

/// <summary>Builds a page from markup, which is written in this program, and text, which comes from anywhere and is encoded.</summary>
/// <param name="maxLength">The most characters that the page may have.</param>
internal sealed class HtmlBuilder(int maxLength)
{
    private readonly StringBuilder _page = new(capacity: 16 * 1024);

    /// <summary>Appends markup as it is.</summary>
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

    /// <summary>Appends text, encoded for content and for attributes in quotes.</summary>
    /// <exception cref="AnswerTooLargeException">The page would be longer than allowed.</exception>
    public HtmlBuilder Text(string? text) => Raw(HtmlEncoder.Default.Encode(text ?? ""));

    /// <summary>Appends a figure in words, with its exact value beside it for those who process the page.</summary>
    public HtmlBuilder Figure(double value, string words) =>
        Raw("<data value=\"").Text(FigureText.Exact(value)).Raw("\">").Text(words).Raw("</data>");

    /// <summary>Appends a term and its description, unless there is none.</summary>
    public HtmlBuilder Entry(string term, string? description) =>
        string.IsNullOrEmpty(description)
            ? this
            : Raw("<div><dt>").Text(term).Raw("</dt><dd>").Text(description).Raw("</dd></div>\n");

    /// <summary>Appends a term and a figure.</summary>
    public HtmlBuilder Entry(string term, double value, string words) =>
        Raw("<div><dt>").Text(term).Raw("</dt><dd>").Figure(value, words).Raw("</dd></div>\n");

    /// <summary>Appends a term, what is used of it, and, where there is a limit, a bar for the ratio.</summary>
    public HtmlBuilder Bar(string term, double used, double? limit, Func<double, string> words, string unit = "")
    {
        Raw("<div class=\"bar\"><dt>").Text(term).Raw("</dt><dd>").Figure(used, words(used));
        if (limit is not > 0)
        {
            return Text(unit).Raw("</dd></div>\n");
        }

        var ratio = used / limit.Value;
        return Text($" of {words(limit.Value)}{unit}").Raw("</dd><dd class=\"share\">").Text(FigureText.Percent(ratio))
            .Raw("</dd><dd class=\"meter\"><meter min=\"0\" max=\"1\" low=\"0.75\" high=\"0.9\" optimum=\"0\" aria-label=\"").Text(term)
            .Raw("\" value=\"").Text(FigureText.Exact(Math.Round(Math.Clamp(ratio, 0, 1), 4))).Raw("\">").Text(FigureText.Percent(ratio)).Raw("</meter></dd></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();
}
