// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Simulator.Http;

namespace EcsExporter.Simulator;

/// <content>Faults of the answer: well-formed HTTP with the wrong status or the wrong body.</content>
public sealed partial class Fault
{
    /// <summary>404 with the agent's message for an endpoint id it does not know (400 in version 3).</summary>
    public static Fault NotFound { get; } = new("404", exchange => exchange.AnswerUnknownEndpointAsync());

    /// <summary>429 with the agent's message.</summary>
    public static Fault TooManyRequests { get; } =
        Named("429", 429, "text/plain; charset=utf-8", "You have reached maximum request limit.");

    /// <summary>500 with the agent's message for the document (400 in version 3).</summary>
    public static Fault InternalError { get; } = new("500", exchange => exchange.AnswerInternalErrorAsync());

    /// <summary>500 with <c>{}</c>, as when the agent cannot encode its answer; happens while containers start.</summary>
    public static Fault InternalErrorWithoutMessage { get; } = Named("500 without a message", 500, Exchange.Json, "{}");

    /// <summary>503 with an HTML page, as a proxy says it.</summary>
    public static Fault Unavailable { get; } =
        Named("503", 503, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>");

    /// <summary>301 to the same path, for ever.</summary>
    public static Fault RedirectLoop { get; } = new("redirect loop", exchange => exchange.RedirectAsync(exchange.Path));

    /// <summary>The first half of the document, as if it were all.</summary>
    public static Fault TruncatedJson { get; } = new("truncated JSON", exchange =>
        exchange.AnswerAsync(200, Exchange.Json, exchange.Document[..(exchange.Document.Length / 2)]));

    /// <summary>200 with no body.</summary>
    public static Fault EmptyBody { get; } = Named("empty body", 200, Exchange.Json, "");

    /// <summary>200 with an HTML page.</summary>
    public static Fault Html { get; } =
        Named("HTML", 200, "text/html", "<!doctype html><html><body>Sign in to continue</body></html>");

    /// <summary>The document with two bytes in its first text that are not UTF-8.</summary>
    public static Fault InvalidUtf8 { get; } = new("invalid UTF-8", exchange =>
    {
        var body = exchange.Document.Span;
        var value = body.IndexOf(":\""u8);
        var text = value < 0 ? 0 : value + 2;
        return exchange.AnswerAsync(200, Exchange.Json, (byte[])[.. body[..text], 0xC3, 0x28, .. body[text..]]);
    });

    /// <summary>A body of 100 MB, made while it is sent.</summary>
    public static Fault HugeBody { get; } = Huge(100_000_000);

    /// <summary>Objects in objects, 10,000 deep.</summary>
    public static Fault DeepNesting { get; } = Nested(10_000);

    /// <summary>This JSON with status 200, whatever its type.</summary>
    public static Fault Json(string json) => Named("JSON " + json, 200, Exchange.Json, json);

    /// <summary>This answer.</summary>
    public static Fault Answer(int status, string? contentType, string body) =>
        Answer(status, contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>This answer.</summary>
    public static Fault Answer(int status, string? contentType, ReadOnlyMemory<byte> body) =>
        new($"{status} with {body.Length} bytes", exchange => exchange.AnswerAsync(status, contentType, body));

    /// <summary>301 to another place.</summary>
    public static Fault RedirectTo(Uri location) =>
        new($"301 to {location}", exchange => exchange.RedirectAsync(location.OriginalString));

    /// <summary>The document, or another fault, after so much time.</summary>
    public static Fault Delay(TimeSpan duration, Fault? then = null) => new(
        $"after {duration:c}, {(then ?? None).Name}",
        async (exchange, request) =>
        {
            await exchange.WaitAsync(duration);
            await (then ?? None).AnswerAsync(exchange, request);
        });

    /// <summary>The document, or another fault, when <paramref name="signal"/> has completed.</summary>
    public static Fault After(Task signal, Fault? then = null) => new(
        $"after a signal, {(then ?? None).Name}",
        async (exchange, request) =>
        {
            await signal.WaitAsync(exchange.ClientGone);
            await (then ?? None).AnswerAsync(exchange, request);
        });

    /// <summary>Objects in objects, this deep.</summary>
    public static Fault Nested(int depth) => new($"JSON {depth} deep", exchange => exchange.AnswerAsync(
        200,
        Exchange.Json,
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "null" + new string('}', depth))));

    /// <summary>A valid JSON object of about this many bytes, almost all of them one text.</summary>
    public static Fault Huge(long bytes) => new($"a body of {bytes} bytes", exchange => exchange.StreamAsync(async (body, clientGone) =>
    {
        var piece = new byte[65536];
        Array.Fill(piece, (byte)'a');
        await body.WriteAsync("{\"Cluster\":\""u8.ToArray(), clientGone);
        for (long sent = 0; sent < bytes; sent += piece.Length)
        {
            var flushed = await body.WriteAsync(piece, clientGone);
            if (flushed.IsCompleted)
            {
                return;
            }
        }

        await body.WriteAsync("\"}"u8.ToArray(), clientGone);
    }));

    private static Fault Named(string name, int status, string contentType, string body) =>
        new(name, exchange => exchange.AnswerAsync(status, contentType, Encoding.UTF8.GetBytes(body)));
}
