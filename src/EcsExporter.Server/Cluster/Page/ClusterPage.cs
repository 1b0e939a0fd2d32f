// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Cluster.Discovery;
using EcsExporter.Server.Push;
using EcsExporter.Server.Web.Page;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Cluster.Page;

/// <summary>
/// Serves the status page of a region: the state of the API, the services with a problem, and the services of each cluster.
/// It shows the data of scrapes and never calls the API.
/// </summary>
internal sealed class ClusterPage(Func<PublishedRegion> published, Pusher? pusher, string region, string telemetryPath, int maxLength, TimeProvider time)
{
    private readonly PageFrame _frame =
        new([(telemetryPath, "Metrics"), ("/sd", "Discovery"), ("/-/healthy", "Health"), ("/-/ready", "Readiness")], maxLength);

    public Task HandleAsync(HttpContext context)
    {
        var current = published();
        return _frame.SendAsync(context, region, page =>
        {
            var now = time.GetUtcNow();
            ApiSection.Append(page, current, region, now);
            AttentionSection.Append(page, current.State.Clusters);
            if (pusher is not null)
            {
                PushSection.Append(page, pusher, now);
            }

            foreach (var cluster in current.State.Clusters)
            {
                ClusterSection.Append(page, cluster, now);
            }
        });
    }
}
