// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Push;
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
    private readonly PageFrame _frame = new([(telemetryPath, "Metrics"), ("/-/healthy", "Health"), ("/-/ready", "Readiness")], maxLength);

    public async Task HandleAsync(HttpContext context)
    {
        var snapshot = source.Latest ?? await source.ReadAsync(TimeSpan.MaxValue, context.RequestAborted);
        var age = source.LatestAge ?? TimeSpan.Zero;
        await _frame.SendAsync(context, snapshot.IsUp ? snapshot.Identity.Family ?? "Working" : "Not working", page => Append(page, snapshot, age));
    }

    private void Append(HtmlBuilder page, TaskSnapshot snapshot, TimeSpan age)
    {
        var now = timeProvider.GetUtcNow();
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
    }
}
