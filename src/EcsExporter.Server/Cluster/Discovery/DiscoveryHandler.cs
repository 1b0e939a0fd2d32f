// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Exposition;
using EcsExporter.Server.Web;
using EcsExporter.Server.Web.Connections;
using EcsExporter.Server.Web.Scrapes;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Cluster.Discovery;

/// <summary>
/// Serves <c>/sd</c> from memory. It returns 503 before the first complete refresh, because Prometheus then keeps its current targets. An empty list
/// would make it drop them.
/// </summary>
internal sealed class DiscoveryHandler(Func<PublishedRegion> published, string region, ScrapeBufferPool pool)
{
    // As long as a scrape waits when too many are in flight.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    public async Task HandleAsync(HttpContext context)
    {
        var current = published();
        if (!current.State.IsComplete)
        {
            await PlainText.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "the region has not been read completely yet, see the exporter's page\n");
            return;
        }

        var lease = context.Features.Get<ConnectionLease>();
        if (await pool.RentAsync(lease is null ? null : lease.EvictStalled, MaxWait, context.RequestAborted) is not { } buffers)
        {
            await PlainText.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many requests, try again later.\n");
            return;
        }

        try
        {
            context.Response.ContentType = DiscoveryDocument.ContentType;
            if (Negotiation.Gzip(context.Request.Headers.AcceptEncoding))
            {
                context.Response.Headers.ContentEncoding = "gzip";
                DiscoveryDocument.Write(current.Targets, region, buffers.Exposition, buffers.CompressPart);
                buffers.CompleteCompressed();
            }
            else
            {
                DiscoveryDocument.Write(current.Targets, region, buffers.Exposition);
                buffers.Complete(compress: false);
            }

            await Body.SendAsync(context, buffers.Answer, buffers.HeldBytes);
        }
        finally
        {
            pool.Return(buffers);
        }
    }
}
