// SPDX-License-Identifier: Apache-2.0
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers with a body that is complete, so that its length is known and it is never cut.</summary>
internal static class Body
{
    /// <summary>
    /// What a client must take within <see cref="PartTimeout"/>, which is 4 KiB a second. The server's own minimum rate does not suffice: over
    /// HTTP/2 it begins anew with each byte that the client's flow control lets through.
    /// </summary>
    private const int PartBytes = 20 * 1024;

    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Sends the body, or for HEAD only what would be said of it. A client that takes it too slowly is cut off.</summary>
    /// <param name="context">The request.</param>
    /// <param name="contentType">What the body is.</param>
    /// <param name="body">The body; free again when the task has ended.</param>
    /// <param name="heldBytes">The memory that is kept until then.</param>
    public static async Task SendAsync(HttpContext context, string contentType, ReadOnlyMemory<byte> body, int heldBytes)
    {
        var lease = context.Features.Get<ConnectionLease>();
        lease?.BeginSending(heldBytes);
        try
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = body.Length;
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await SendPartsAsync(context, body);
            }
        }
        finally
        {
            lease?.EndSending(heldBytes);
        }
    }

    private static async Task SendPartsAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        while (!body.IsEmpty)
        {
            var part = body[..Math.Min(PartBytes, body.Length)];
            var write = context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
            try
            {
                // Nearly always, the system has taken the part at once.
                _ = write.IsCompletedSuccessfully ? write.Result : await write.AsTask().WaitAsync(PartTimeout);
            }
            catch (TimeoutException)
            {
                context.Abort();
                return;
            }

            body = body[part.Length..];
        }
    }
}
