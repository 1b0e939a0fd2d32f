// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EcsExporter.Server.Web;

/// <summary>Answers with a line of text.</summary>
internal static class PlainText
{
    private const string ContentType = "text/plain; charset=utf-8";

    public static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return Body.WriteAsync(context, ContentType, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Hands the line to the server, which sends it with the next flush.</summary>
    public static Task HandOverAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return Body.HandOverAsync(context, ContentType, Encoding.UTF8.GetBytes(text));
    }
}
