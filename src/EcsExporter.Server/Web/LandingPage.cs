// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Encodings.Web;
using EcsExporter.TaskMetadata;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>The page for people who open the exporter in a browser.</summary>
internal sealed class LandingPage(SnapshotSource source, MetadataEndpoint endpoint, string telemetryPath)
{
    public Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Body.WriteAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Render()));
    }

    private string Render() =>
        $"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ECS exporter</title></head>
        <body>
        <h1>ECS exporter</h1>
        <p>Version {Text(BuildInfo.Current.Version)} (revision {Text(BuildInfo.Current.Revision)})</p>
        <p>{Text(EndpointState())}</p>
        <ul>
        <li><a href="{Text(telemetryPath)}">Metrics</a></li>
        <li><a href="/-/healthy">Health</a></li>
        </ul>
        </body>
        </html>

        """;

    private string EndpointState() => source.Latest switch
    {
        _ when endpoint.BaseUri is null => $"There is no task metadata endpoint: {endpoint.Origin}.",
        null => "The task metadata endpoint has not been read yet: it is read when the metrics are scraped.",
        { IsUp: true } => "The task metadata endpoint works.",
        { TaskStatus.Failure: { } failure } => $"Reading /task failed: {failure.Message}.",
        { StatsStatus.Failure: var failure } => $"Reading /task/stats failed: {failure?.Message}.",
    };

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
