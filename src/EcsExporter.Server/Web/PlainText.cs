// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers with a line of text.</summary>
internal static class PlainText
{
    /// <summary>Sends the line.</summary>
    public static Task WriteAsync(HttpContext context, int status, string text)
    {
        var body = Prepare(context, status, text);
        return Body.SendAsync(context, body, body.Length);
    }

    /// <summary>Says what the answer is, and gives its body.</summary>
    public static byte[] Prepare(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return Encoding.UTF8.GetBytes(text);
    }
}
