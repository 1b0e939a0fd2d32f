// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Scraping;
using EcsExporter.TaskMetadata.Model;
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web.Page;

/// <summary>
/// The page for people: whether the exporter works, if not why, what is wrong with the containers, and what is known about the task. It reads the
/// endpoint as scrapes do, so a visitor sees at most the age of <c>--ecs.cache-ttl</c>, and many visitors cost no more than one.
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

    /// <summary>The page of the exporter's own task, or, in a Managed Daemon, of the host or of the task that the visitor asks for.</summary>
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
