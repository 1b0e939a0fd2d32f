// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers those who ask how the exporter is.</summary>
internal sealed class HealthHandlers(SnapshotSource source)
{
    /// <summary>200 while the process serves. Never asks the endpoint: its trouble is no reason to end the exporter.</summary>
    public static Task HealthyAsync(HttpContext context) => PlainText.WriteAsync(context, StatusCodes.Status200OK, "ok\n");

    /// <summary>200 once both documents were read, by whatever request, else 503.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        var snapshot = await source.ReadAsync(TimeSpan.MaxValue, context.RequestAborted);
        await (snapshot is { TaskStatus.LastSuccess: not null, StatsStatus.LastSuccess: not null }
            ? PlainText.WriteAsync(context, StatusCodes.Status200OK, "ready\n")
            : PlainText.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the task metadata endpoint has not been read yet\n"));
    }
}
