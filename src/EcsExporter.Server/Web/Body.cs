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

    /// <summary>Sends a whole answer whose status and content type are set.</summary>
    public static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        await StartAsync(context, body.Length);
        await SendAsync(context, body, body.Length);
    }

    /// <summary>Hands the status and the headers to the server, which sends them with the first part of the body.</summary>
    public static Task StartAsync(HttpContext context, int length)
    {
        context.Response.ContentLength = length;
        return context.Response.StartAsync(context.RequestAborted);
    }

    /// <summary>Sends the body, or nothing if the request's method is HEAD. A client that takes it too slowly is cut off.</summary>
    /// <param name="context">The request.</param>
    /// <param name="body">The body; free again when the task has ended.</param>
    /// <param name="heldBytes">The memory that is kept until then.</param>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, int heldBytes)
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var lease = context.Features.Get<ConnectionLease>();
        lease?.BeginSending(heldBytes);
        try
        {
            await SendPartsAsync(context, body);
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
