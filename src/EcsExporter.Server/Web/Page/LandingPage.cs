// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Page;

/// <summary>
/// Serves the status page: whether the exporter works, problems of the containers, and information about the task. It reads the endpoint as scrapes
/// do, so the data are at most as old as <c>--ecs.cache-ttl</c>, and many visitors cause no more reads than one.
/// </summary>
internal sealed class LandingPage(Exporter exporter, MetadataEndpoint endpoint, string telemetryPath, HostAccess access, int maxLength)
{
    private readonly PageFrame _frame = new([(telemetryPath, "Metrics"), ("/-/healthy", "Health"), ("/-/ready", "Readiness")], maxLength);

    public async Task HandleAsync(HttpContext context)
    {
        var scrape = await exporter.ReadAsync(TimeSpan.MaxValue, context.RequestAborted);
        var latest = exporter.Latest ?? new LatestReading(scrape.Task, scrape.Host, TimeSpan.Zero);
        access.Demand(context, latest.Host);
        string? taskId = context.Request.Query[HostSection.TaskParameter];
        var snapshot = (taskId is null ? null : latest.Host?.Find(taskId)?.Snapshot) ?? latest.Task;
        await _frame.SendAsync(context, snapshot.IsUp ? snapshot.Identity.Family ?? "Working" : "Not working", page => Append(page, latest, snapshot));
    }

    /// <summary>Appends the sections for the exporter's own task or, in a Managed Daemon, for the host and the selected task.</summary>
    private void Append(HtmlBuilder page, LatestReading latest, TaskSnapshot snapshot)
    {
        var now = exporter.TimeProvider.GetUtcNow();
        EndpointSection.Append(page, latest.Host?.Documents ?? snapshot.Documents, endpoint, latest.Age, now);
        TroubleSection.Append(page, snapshot.Containers);
        if (exporter.Pusher is { } pusher)
        {
            PushSection.Append(page, pusher, now);
        }

        if (latest.Host is { } host)
        {
            HostSection.Append(page, host, snapshot);
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
    }
}
