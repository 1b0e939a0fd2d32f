// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers with a body that is complete, so that its length is known and it is never cut.</summary>
internal static class Body
{
    /// <summary>Sends the body, or for HEAD only what would be said of it.</summary>
    public static async Task WriteAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            _ = await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        }
    }
}
