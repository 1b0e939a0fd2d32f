// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers with a body that is complete, so that its length is known and it is never cut.</summary>
internal static class Body
{
    /// <summary>Sends the body, or for HEAD only what would be said of it.</summary>
    public static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        await HandOverAsync(context, contentType, body);
        _ = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Hands the body to the server, which sends it with the next flush. Its memory is free again afterwards.</summary>
    public static async Task HandOverAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;

        // From here on the server has room without a limit, and takes the body without a detour. Sends nothing yet.
        await context.Response.StartAsync(context.RequestAborted);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        try
        {
            context.Response.BodyWriter.Write(body.Span);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The server has no room any more, or takes it back, when the client leaves at just this moment. Nobody is left to answer.
            context.Abort();
        }
    }
}
