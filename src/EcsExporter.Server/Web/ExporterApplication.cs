// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Scraping;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Web;

/// <summary>Routes each request to the handler of its path, and turns exceptions into status 500.</summary>
internal sealed partial class ExporterApplication(
    IReadOnlyDictionary<string, RequestDelegate> handlers, WebConfigMiddleware? webConfig, RequestBody body, MemoryTrimmer memory, ILogger logger)
    : IHttpApplication<DefaultHttpContext>
{
    /// <summary>Reuses the context of the connection if there is one, because a scraper keeps its connection for days.</summary>
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        contextFeatures.Get<ConnectionLease>()?.BeginRequest();
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> connection)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        if (connection.HostContext is not { } context)
        {
            return connection.HostContext = new DefaultHttpContext(contextFeatures);
        }

        context.Initialize(contextFeatures);
        return context;
    }

    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        var lease = context.Features.Get<ConnectionLease>();
        try
        {
            if (webConfig is not null && !await webConfig.AdmitAsync(context))
            {
                return;
            }

            if (HttpMethods.IsConnect(context.Request.Method))
            {
                await RefuseProxyRequestAsync(context);
                return;
            }

            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !await IsEmptyAsync(context, lease))
            {
                return;
            }

            var handler = handlers.GetValueOrDefault(context.Request.Path.Value ?? "") ?? NotFound;
            await handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so nobody would receive an answer.
        }
        catch (HostAccessException error)
        {
            await PlainText.WriteAsync(context, StatusCodes.Status403Forbidden, $"{error.Message}\n");
        }
        catch (AnswerTooLargeException error) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await PlainText.WriteAsync(context, StatusCodes.Status500InternalServerError, $"{error.Message}\n");
        }
        catch (Exception error)
        {
            LogFailedRequest(logger, context.Request.Path.Value, error);
            if (!context.Response.HasStarted)
            {
                context.Response.Clear();
                await PlainText.WriteAsync(context, StatusCodes.Status500InternalServerError, "internal error, see the log\n");
            }
        }
        finally
        {
            // From here on the connection may be evicted, although the server may still have to send something, such as the end of an HTTP/2 stream.
            lease?.EndRequest();
        }
    }

    /// <summary>Called when the answer has been sent.</summary>
    public void DisposeContext(DefaultHttpContext context, Exception? exception)
    {
        context.Uninitialize();
        memory.Touch();
    }

    /// <summary>
    /// Whether the request has no body. While the exporter waits for a body, the connection may be evicted, as with an unfinished request.
    /// </summary>
    private async ValueTask<bool> IsEmptyAsync(HttpContext context, ConnectionLease? lease)
    {
        lease?.EndRequest();
        try
        {
            return await body.IsEmptyAsync(context);
        }
        finally
        {
            lease?.BeginRequest();
        }
    }

    /// <summary>
    /// Refuses CONNECT. Every other method is answered like GET, but a 2xx answer to CONNECT opens a tunnel and has no body (RFC 9110, section
    /// 9.3.6).
    /// </summary>
    private static Task RefuseProxyRequestAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return PlainText.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "405 this is not a proxy\n");
    }

    private static Task NotFound(HttpContext context) =>
        PlainText.WriteAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed")]
    private static partial void LogFailedRequest(ILogger logger, string? path, Exception exception);
}

/// <summary>Answers health and readiness checks.</summary>
internal sealed class HealthHandlers(Exporter exporter)
{
    // Health checks of ECS and of Elastic Load Balancing can have a timeout of two seconds (healthCheck.timeout, HealthCheckTimeoutSeconds). They get
    // an answer before that, and the read continues for the next check.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns 200 while the process serves. It never reads the endpoint, because restarting the exporter would not repair the endpoint.
    /// </summary>
    public static Task HealthyAsync(HttpContext context) => PlainText.WriteAsync(context, StatusCodes.Status200OK, "ok\n");

    /// <summary>
    /// Returns 200 once each document has been read, by any request. Until then it starts or joins a read, and returns 503 unless that succeeds in
    /// time.
    /// </summary>
    public async Task ReadyAsync(HttpContext context)
    {
        if (!exporter.WasRead)
        {
            _ = await exporter.ReadAsync(LongestWait, context.RequestAborted);
        }

        await (exporter.WasRead
            ? PlainText.WriteAsync(context, StatusCodes.Status200OK, "ready\n")
            : PlainText.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the task metadata endpoint has not been read yet\n"));
    }
}
