// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Page;

/// <summary>
/// The page for people: whether the exporter works, if not why, and what it knows about the task. It shows the latest snapshot with its age, and
/// reads the endpoint only when there is no snapshot yet, so that visitors add no load.
/// </summary>
internal sealed class LandingPage(SnapshotSource source, MetadataEndpoint endpoint, string telemetryPath, int maxLength, TimeProvider timeProvider)
{
    /// <summary>Allows only the page's own style: no scripts, images, frames or forms.</summary>
    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(PageStyle.Css)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public async Task HandleAsync(HttpContext context)
    {
        var snapshot = source.Latest ?? await source.ReadAsync(TimeSpan.MaxValue, context.RequestAborted);
        var age = source.LatestAge ?? TimeSpan.Zero;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = Encoding.UTF8.GetBytes(Render(snapshot, age));
        await Body.SendAsync(context, page, page.Length);
    }

    private string Render(TaskSnapshot snapshot, TimeSpan age)
    {
        var page = new HtmlBuilder(maxLength);
        var now = timeProvider.GetUtcNow();
        page.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
            .Text(snapshot.IsUp ? snapshot.Identity.Family ?? "Working" : "Not working").Raw(" – ECS exporter</title>\n")
            .Raw("<style>").Raw(PageStyle.Css).Raw("</style>\n</head>\n<body>\n");
        AppendHeader(page);
        page.Raw("<main>\n");
        EndpointSection.Append(page, snapshot, endpoint, age, now);
        if (snapshot.Task is { } task)
        {
            TaskSection.Append(page, snapshot.Identity, task);
            ContainerSection.Append(page, snapshot, now);
        }

        if (snapshot.IsUp)
        {
            TrafficSection.Append(page, snapshot);
        }

        page.Raw("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private void AppendHeader(HtmlBuilder page)
    {
        var build = BuildInfo.Current;
        page.Raw("<header>\n<h1>ECS exporter</h1>\n<p>version ").Text(build.Version)
            .Raw(", revision ").Text(build.Revision).Raw("</p>\n<nav><a href=\"").Text(telemetryPath)
            .Raw("\">Metrics</a> <a href=\"/-/healthy\">Health</a> <a href=\"/-/ready\">Readiness</a></nav>\n</header>\n");
    }
}

/// <summary>The page's style: light or dark like the reader's system, and one column on a phone.</summary>
internal static class PageStyle
{
    public const string Css =
        """

        :root { color-scheme: light dark; --ink: #16202b; --soft: #586673; --paper: #f3f5f8; --card: #fff; --line: #dce2e8; --good: #1a7f4b; --warn: #9a5b00; --bad: #b3261e; --link: #0b57d0; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6ebf0; --soft: #9fabb7; --paper: #0f151b; --card: #182029; --line: #2c3742; --good: #56c98b; --warn: #e5ae55; --bad: #ff8a80; --link: #8ab4f8; }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Arial, sans-serif; font-variant-numeric: tabular-nums; }
        header, main { max-width: 66rem; margin: 0 auto; padding: 1rem; }
        header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-top: 1.5rem; padding-bottom: 0; }
        header p { margin: 0; color: var(--soft); font-size: .9rem; }
        nav { display: flex; gap: 1.25rem; margin-left: auto; }
        h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
        h1 { font-size: 1.5rem; margin: 0; letter-spacing: -.01em; }
        h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
        small { color: var(--soft); font-size: .85em; font-weight: 400; margin-left: .25rem; }
        p { margin: .5rem 0 0; text-wrap: pretty; }
        a { color: var(--link); text-underline-offset: .15em; }
        code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1.25rem; margin-bottom: 1rem; }
        .state { --tone: var(--good); border-left: .4rem solid var(--tone); }
        .state.warn { --tone: var(--warn); }
        .state.bad { --tone: var(--bad); }
        .state h2 { color: var(--tone); font-size: 1.4rem; margin: 0; }
        .state p { max-width: 46rem; }
        .state dl { margin: .75rem 0; }
        .note, .image { color: var(--soft); font-size: .875rem; }
        .image { overflow-wrap: anywhere; }
        dl { margin: 0; }
        dt { color: var(--soft); font-size: .875rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.25rem, 1fr)); gap: .75rem 1.25rem; }
        .wide { grid-template-columns: repeat(auto-fill, minmax(min(18.5rem, 100%), 1fr)); margin-top: .75rem; }
        .rows > div { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 .75rem; margin-top: .4rem; font-size: .925rem; }
        .documents > div { justify-content: flex-start; font-size: 1rem; }
        .documents dt { flex-basis: 6rem; font-size: 1rem; }
        .documents dd { flex: 1; min-width: 12rem; }
        .share { color: var(--soft); }
        .rows .bar dt { flex: 1; color: var(--ink); font-weight: 600; }
        .rows .bar { margin-top: .75rem; }
        .rows .share { min-width: 2.75rem; text-align: right; }
        .rows .meter { flex-basis: 100%; }
        .grid .bar dd:not(.meter) { display: inline; }
        .grid .share { margin-left: .5rem; }
        meter { appearance: none; display: block; width: 100%; height: .5rem; margin: .2rem 0; background: var(--line); border: 0; border-radius: .25rem; overflow: hidden; }
        meter::-webkit-meter-bar { height: .5rem; background: var(--line); border: 0; }
        meter::-webkit-meter-optimum-value { background: var(--good); }
        meter::-webkit-meter-suboptimum-value { background: var(--warn); }
        meter::-webkit-meter-even-less-good-value { background: var(--bad); }
        meter:-moz-meter-optimum::-moz-meter-bar { background: var(--good); }
        meter:-moz-meter-sub-optimum::-moz-meter-bar { background: var(--warn); }
        meter:-moz-meter-sub-sub-optimum::-moz-meter-bar { background: var(--bad); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 1rem; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 1rem; align-items: start; }
        article { border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; }
        .tags { display: flex; flex-wrap: wrap; gap: .35rem; }
        .tag { --tone: var(--soft); color: var(--tone); border: 1px solid; border-radius: 1rem; padding: .05rem .6rem; font-size: .8rem; white-space: nowrap; }
        .tag.good { --tone: var(--good); }
        .tag.warn { --tone: var(--warn); }
        .tag.bad { --tone: var(--bad); }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: right; padding: .4rem 0 .4rem 1rem; font-size: .925rem; font-weight: 400; vertical-align: baseline; white-space: nowrap; }
        th:first-child { text-align: left; padding-left: 0; white-space: normal; overflow-wrap: anywhere; }
        th small { display: inline-block; }
        thead th { color: var(--soft); font-size: .875rem; padding-top: 0; }
        tbody tr { border-top: 1px solid var(--line); }
        @media (max-width: 30rem) {
          header, main { padding-left: .75rem; padding-right: .75rem; }
          nav { margin-left: 0; flex-basis: 100%; }
          section { padding: 1rem; }
          th small { display: block; margin-left: 0; }
        }

        """;
}
