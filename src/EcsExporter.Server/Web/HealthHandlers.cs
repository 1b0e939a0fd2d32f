// SPDX-License-Identifier: Apache-2.0
using EcsExporter.TaskMetadata.Reading;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers those who ask how the exporter is.</summary>
internal sealed class HealthHandlers(SnapshotSource source)
{
    // The health checks of ECS and of Elastic Load Balancing can time out after two seconds (healthCheck.timeout,
    // HealthCheckTimeoutSeconds). They get an answer before that, and the read goes on for the next probe.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>200 while the process serves. Never asks the endpoint: its trouble is no reason to end the exporter.</summary>
    public static Task HealthyAsync(HttpContext context) => PlainText.WriteAsync(context, StatusCodes.Status200OK, "ok\n");

    /// <summary>200 once each document was read, by whatever request. Until then it joins or begins a read, and says 503 unless that succeeds in time.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        if (!source.WasRead)
        {
            _ = await source.ReadAsync(LongestWait, context.RequestAborted);
        }

        await (source.WasRead
            ? PlainText.WriteAsync(context, StatusCodes.Status200OK, "ready\n")
            : PlainText.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the task metadata endpoint has not been read yet\n"));
    }
}
