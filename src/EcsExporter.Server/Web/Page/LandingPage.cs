// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using EcsExporter.Server.Push;
using EcsExporter.Server.SelfMetrics;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Page;

/// <summary>
/// The page for people: whether the exporter works, if not why, and what it knows about the task. It shows the latest snapshot with its age, and
/// reads the endpoint only when there is no snapshot yet, so that visitors add no load.
/// </summary>
internal sealed class LandingPage(
    SnapshotSource source, Pusher? pusher, MetadataEndpoint endpoint, string telemetryPath, int maxLength, TimeProvider timeProvider)
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
        if (pusher is not null)
        {
            PushSection.Append(page, pusher, now);
        }

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
