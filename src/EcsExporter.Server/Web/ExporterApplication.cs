// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.WebConfig;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Web;

/// <summary>What the server calls for each request: finds the handler of the path, and turns its mistakes into status 500.</summary>
internal sealed partial class ExporterApplication(
    IReadOnlyDictionary<string, RequestDelegate> handlers, WebGate? gate, MemoryTrimmer memory, ILogger logger)
    : IHttpApplication<DefaultHttpContext>
{
    /// <summary>Takes the connection's context again where there is one: scrapes come over the same connection for days.</summary>
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

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        try
        {
            if (gate is not null && !await gate.AdmitAsync(context))
            {
                return;
            }

            if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            {
                await RefuseBodyAsync(context);
                return;
            }

            var handler = handlers.GetValueOrDefault(context.Request.Path.Value ?? "") ?? NotFound;
            await handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away: nobody to answer.
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
    }

    /// <summary>The answer has been sent.</summary>
    public void DisposeContext(DefaultHttpContext context, Exception? exception)
    {
        context.Features.Get<ConnectionLease>()?.EndRequest();
        context.Uninitialize();
        memory.Touch();
    }

    /// <summary>Nothing here takes a body; the connection ends, so that none has to be read.</summary>
    private static Task RefuseBodyAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return PlainText.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "413 requests with a body are refused\n");
    }

    private static Task NotFound(HttpContext context) =>
        PlainText.WriteAsync(context, StatusCodes.Status404NotFound, "404 page not found\n");

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed")]
    private static partial void LogFailedRequest(ILogger logger, string? path, Exception exception);
}
