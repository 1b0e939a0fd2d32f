// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;

namespace EcsExporter.Server.Web.Page;

/// <summary>Builds a page from markup, which is written in this program, and text, which comes from anywhere and is encoded.</summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _page = new(capacity: 16 * 1024);

    /// <summary>Appends markup as it is.</summary>
    public HtmlBuilder Raw(string markup)
    {
        _page.Append(markup);
        return this;
    }

    /// <summary>Appends text, encoded for content and for attributes in quotes.</summary>
    public HtmlBuilder Text(string? text)
    {
        _page.Append(HtmlEncoder.Default.Encode(text ?? ""));
        return this;
    }

    /// <summary>Appends a figure in words, with its exact value beside it for those who process the page.</summary>
    public HtmlBuilder Figure(double value, string words) =>
        Raw("<data value=\"").Text(Words.Exact(value)).Raw("\">").Text(words).Raw("</data>");

    /// <summary>Appends a term and its description, unless there is none.</summary>
    public HtmlBuilder Entry(string term, string? description) =>
        string.IsNullOrEmpty(description)
            ? this
            : Raw("<div><dt>").Text(term).Raw("</dt><dd>").Text(description).Raw("</dd></div>\n");

    /// <summary>Appends a bar for a ratio, which screen readers and the print say in percent.</summary>
    public HtmlBuilder Meter(string name, double ratio, string words)
    {
        var value = Math.Clamp(ratio, 0, 1);
        return Raw("<div class=\"bar\"><span>").Text(name).Raw("</span><meter min=\"0\" max=\"1\" low=\"0.75\" high=\"0.9\" optimum=\"0\" value=\"")
            .Text(Words.Exact(Math.Round(value, 4))).Raw("\">").Text(Words.Percent(ratio)).Raw("</meter><span>").Text(words).Raw("</span></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _page.ToString();
}
