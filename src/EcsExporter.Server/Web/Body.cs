// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Web.Connections;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Sends complete bodies, so that the length is known and no answer is cut off by an error of this program.</summary>
internal static class Body
{
    // What a client must take within PartTimeout, which is 4 KiB a second. The server's own minimum rate does not suffice: over
    // HTTP/2 it begins anew with each byte that the client's flow control lets through. The answer about a task of three containers fits into one
    // part: each further part is a system call more, which takes 5 % more CPU for such a scrape.
    private const int PartBytes = 32 * 1024;

    private static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Sends an answer whose status and content type are set; for HEAD, its headers alone. A client that takes it too slowly is cut off. The body takes
    /// <paramref name="heldBytes"/> of memory, which the caller may use again when the task has ended. <paramref name="started"/> is called with the
    /// status before the first byte is sent; not for a client that has left.
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

            // Nearly always, the system has taken the part at once.
            _ = write.IsCompletedSuccessfully ? write.Result : await write.AsTask().WaitAsync(PartTimeout, time);
            sent += part.Length;
            if (sent < body.Length)
            {
                lease?.ContinueSending(sent);
            }
        }
    }
}

/// <summary>Answers with a line of text.</summary>
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

/// <summary>An answer would take more memory than the process may spend on one.</summary>
internal sealed class AnswerTooLargeException(int maxBytes) : Exception($"The answer would be larger than {maxBytes} bytes");
