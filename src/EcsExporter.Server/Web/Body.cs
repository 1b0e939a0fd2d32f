// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Sends complete bodies. Their length is known, so no error of the exporter can cut an answer off.</summary>
internal static class Body
{
    // The part that a client must read within PartTimeout, which is 4 KiB a second. The server's own minimum rate is not sufficient: over HTTP/2 it
    // restarts with each byte that the client's flow control admits. An answer for a task of three containers fits into one part. Each further part
    // is another system call, which costs 5 % more CPU for such a scrape.
    private const int PartBytes = 32 * 1024;

    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Sends an answer whose status and content type are set; for HEAD, only its headers. A client that reads too slowly is disconnected. The body
    /// occupies <paramref name="heldBytes"/> of memory, which the caller may reuse when the task has completed. <paramref name="started"/> is called
    /// with the status before the first byte is sent, unless the client has disconnected.
    /// </summary>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body, int heldBytes, Action<int>? started = null)
    {
        var lease = context.Features.Get<ConnectionLease>();
        var time = lease?.Time ?? TimeProvider.System;
        var hasTaken = false;
        lease?.BeginSending(heldBytes);
        try
        {
            context.Response.ContentLength = body.Length;
            await context.Response.StartAsync(context.RequestAborted).WaitAsync(PartTimeout, time, context.RequestAborted);
            context.RequestAborted.ThrowIfCancellationRequested();
            started?.Invoke(context.Response.StatusCode);
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await SendPartsAsync(context, body, lease, time);
            }

            hasTaken = true;
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
        finally
        {
            lease?.EndSending(heldBytes, hasTaken);
        }
    }

    private static async Task SendPartsAsync(HttpContext context, ReadOnlyMemory<byte> body, ConnectionLease? lease, TimeProvider time)
    {
        for (var sent = 0; sent < body.Length;)
        {
            var part = body.Slice(sent, Math.Min(PartBytes, body.Length - sent));
            var write = context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);

            // Nearly always, the system accepts the part at once.
            _ = write.IsCompletedSuccessfully ? write.Result : await write.AsTask().WaitAsync(PartTimeout, time);
            sent += part.Length;
            if (sent < body.Length)
            {
                lease?.ContinueSending(sent);
            }
        }
    }
}

/// <summary>Sends plain text.</summary>
internal static class PlainText
{
    public static Task WriteAsync(HttpContext context, int status, string text)
    {
        var body = Prepare(context, status, text);
        return Body.SendAsync(context, body, body.Length);
    }

    /// <summary>Sets the status and the content type, and returns the body.</summary>
    public static byte[] Prepare(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return Encoding.UTF8.GetBytes(text);
    }
}

/// <summary>Reports that an answer would exceed the memory limit for one answer.</summary>
internal sealed class AnswerTooLargeException(int maxBytes) : Exception($"The answer would be larger than {maxBytes} bytes");
