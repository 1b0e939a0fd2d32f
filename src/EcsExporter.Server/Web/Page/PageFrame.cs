// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using EcsExporter.Server.SelfMetrics;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Page;

/// <summary>Adds the parts that all pages share: headers, style, links, and a refresh every ten seconds.</summary>
/// <param name="links">The paths and titles of the links.</param>
/// <param name="maxLength">The limit for a page, in characters.</param>
internal sealed class PageFrame(IReadOnlyList<(string Path, string Name)> links, int maxLength)
{
    /// <summary>Allows only the page's own style: no scripts, images, frames or forms.</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle.Css)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Sends a page.</summary>
    /// <param name="context">The request.</param>
    /// <param name="title">The title of the page.</param>
    /// <param name="append">Appends the sections.</param>
    /// <exception cref="AnswerTooLargeException">The page would be longer than allowed.</exception>
    public async Task SendAsync(HttpContext context, string title, Action<HtmlBuilder> append)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = Encoding.UTF8.GetBytes(Render(title, append));
        await Body.SendAsync(context, page, page.Length);
    }

    private string Render(string title, Action<HtmlBuilder> append)
    {
        var page = new HtmlBuilder(maxLength);
        page.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Raw("<meta http-equiv=\"refresh\" content=\"10\">\n<title>")
            .Text(title).Raw(" – ECS exporter</title>\n")
            .Raw("<style>").Raw(PageStyle.Css).Raw("</style>\n</head>\n<body>\n");
        AppendHeader(page);
        page.Raw("<main>\n");
        append(page);
        page.Raw("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private void AppendHeader(HtmlBuilder page)
    {
        var build = BuildInfo.Current;
        page.Raw("<header>\n<h1>ECS exporter</h1>\n<p>version ").Text(build.Version).Raw(", revision ").Text(build.Revision).Raw("</p>\n<nav>");
        var separator = "";
        foreach (var (path, name) in links)
        {
            page.Raw(separator).Raw("<a href=\"").Text(path).Raw("\">").Text(name).Raw("</a>");
            separator = " ";
        }

        page.Raw("</nav>\n</header>\n");
    }
}
