// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Simulator;

/// <summary>
/// A faulty answer to a valid request for a document; immutable. To refuse connections, use
/// <see cref="SimulatedEndpoint.StopListeningAsync"/>.
/// </summary>
public sealed class Fault
{
    private const string ChunkedHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private readonly Func<Exchange, long, Task> _answer;

    private Fault(string name, Func<Exchange, Task> answer)
        : this(name, (exchange, _) => answer(exchange))
    {
    }

    private Fault(string name, Func<Exchange, long, Task> answer)
    {
        Name = name;
        _answer = answer;
    }

    /// <summary>No fault: answers with the document.</summary>
    public static Fault None { get; } = new("none", exchange => exchange.AnswerAsync());

    /// <summary>A short description.</summary>
    public string Name { get; }

    /// <summary>Answers each request with the next fault; after the last fault, all requests get that one.</summary>
    public static Fault Sequence(params IReadOnlyList<Fault> faults) => new(
        string.Join(", then ", faults.Select(fault => fault.Name)),
        (exchange, request) =>
        {
            var step = (int)Math.Min(request, faults.Count - 1);
            return faults[step].AnswerAsync(exchange, request - step);
        });

    /// <summary>Answers this many requests with this fault, and later ones with another fault or the document.</summary>
    public Fault Times(int requests, Fault? then = null) => new(
        $"{Name} ({requests} times), then {(then ?? None).Name}",
        (exchange, request) => request < requests
            ? AnswerAsync(exchange, request)
            : (then ?? None).AnswerAsync(exchange, request - requests));

    // Faults of the response: valid HTTP with the wrong status or the wrong body.

    /// <summary>404 with the agent's message for an endpoint id it does not know (400 in version 3).</summary>
    public static Fault NotFound { get; } = new("404", exchange => exchange.AnswerUnknownEndpointAsync());

    /// <summary>429 with the agent's message.</summary>
    public static Fault TooManyRequests { get; } =
        Named("429", 429, "text/plain; charset=utf-8", "You have reached maximum request limit.");

    /// <summary>500 with the agent's message for the document (400 in version 3).</summary>
    public static Fault InternalError { get; } = new("500", exchange => exchange.AnswerInternalErrorAsync());

    /// <summary>500 with <c>{}</c>, which the agent returns when it cannot encode its answer, for example while containers start.</summary>
    public static Fault InternalErrorWithoutMessage { get; } = Named("500 without a message", 500, Exchange.Json, "{}");

    /// <summary>503 with an HTML page, as from a proxy.</summary>
    public static Fault Unavailable { get; } =
        Named("503", 503, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>");

    /// <summary>301 to the same path, without end.</summary>
    public static Fault RedirectLoop { get; } = new("redirect loop", exchange => exchange.RedirectAsync(exchange.Path));

    /// <summary>The first half of the document, with a matching length.</summary>
    public static Fault TruncatedJson { get; } = new("truncated JSON", exchange =>
        exchange.AnswerAsync(200, Exchange.Json, exchange.Document[..(exchange.Document.Length / 2)]));

    /// <summary>200 with no body.</summary>
    public static Fault EmptyBody { get; } = Named("empty body", 200, Exchange.Json, "");

    /// <summary>200 with an HTML page.</summary>
    public static Fault Html { get; } =
        Named("HTML", 200, "text/html", "<!doctype html><html><body>Sign in to continue</body></html>");

    /// <summary>The document with two bytes in its first string that are not UTF-8.</summary>
    public static Fault InvalidUtf8 { get; } = new("invalid UTF-8", exchange =>
    {
        var body = exchange.Document.Span;
        var value = body.IndexOf(":\""u8);
        var text = value < 0 ? 0 : value + 2;
        return exchange.AnswerAsync(200, Exchange.Json, (byte[])[.. body[..text], 0xC3, 0x28, .. body[text..]]);
    });

    /// <summary>A body of 100 MB, generated while it is sent.</summary>
    public static Fault HugeBody { get; } = Huge(100_000_000);

    /// <summary>Nested objects, 10,000 levels deep.</summary>
    public static Fault DeepNesting { get; } = Nested(10_000);

    /// <summary>Any JSON text, with status 200.</summary>
    public static Fault Json(string json) => Named("JSON " + json, 200, Exchange.Json, json);

    /// <summary>A response with this status and body; null for no <c>Content-Type</c>.</summary>
    public static Fault Answer(int status, string? contentType, string body) =>
        Answer(status, contentType, Encoding.UTF8.GetBytes(body));

    /// <summary>A response with this status and body; null for no <c>Content-Type</c>.</summary>
    public static Fault Answer(int status, string? contentType, ReadOnlyMemory<byte> body) =>
        new($"{status} with {body.Length} bytes", exchange => exchange.AnswerAsync(status, contentType, body));

    /// <summary>301 to another address.</summary>
    public static Fault RedirectTo(Uri location) =>
        new($"301 to {location}", exchange => exchange.RedirectAsync(location.OriginalString));

    /// <summary>Answers with the document, or another fault, after a delay.</summary>
    public static Fault Delay(TimeSpan duration, Fault? then = null) => new(
        $"after {duration:c}, {(then ?? None).Name}",
        async (exchange, request) =>
        {
            await exchange.WaitAsync(duration);
            await (then ?? None).AnswerAsync(exchange, request);
        });

    /// <summary>Answers with the document, or another fault, when <paramref name="signal"/> has completed.</summary>
    public static Fault After(Task signal, Fault? then = null) => new(
        $"after a signal, {(then ?? None).Name}",
        async (exchange, request) =>
        {
            await signal.WaitAsync(exchange.ClientGone);
            await (then ?? None).AnswerAsync(exchange, request);
        });

    /// <summary>Nested objects, this many levels deep.</summary>
    public static Fault Nested(int depth) => new($"JSON {depth} deep", exchange => exchange.AnswerAsync(
        200,
        Exchange.Json,
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "null" + new string('}', depth))));

    /// <summary>A valid JSON object of about this many bytes, almost all of them in one string.</summary>
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

    // Faults of the connection: bytes that are written to the socket, bypassing the HTTP server, and ways in which the connection ends.

    /// <summary>The connection is reset before the first byte of an answer.</summary>
    public static Fault ResetBeforeAnswer { get; } = new("reset before the answer", exchange =>
    {
        exchange.Reset();
        return Task.CompletedTask;
    });

    /// <summary>The connection is closed gracefully without an answer, as the agent may do while a task starts.</summary>
    public static Fault CloseBeforeAnswer { get; } = new("closed before the answer", exchange =>
    {
        exchange.Close();
        return Task.CompletedTask;
    });

    /// <summary>The connection is reset in the middle of a header line.</summary>
    public static Fault ResetInHeaders { get; } = new("reset inside the headers", async exchange =>
    {
        await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: applic");
        exchange.Reset();
    });

    /// <summary>The connection is reset after half of the document.</summary>
    public static Fault ResetInBody { get; } = new("reset inside the body", async exchange =>
    {
        var body = exchange.Document;
        await exchange.SendAsync(Head(body.Length));
        await exchange.SendAsync(body[..(body.Length / 2)]);
        exchange.Reset();
    });

    /// <summary>The request is accepted and never answered.</summary>
    public static Fault NeverAnswers { get; } = new("never answers", exchange => exchange.WaitAsync(Timeout.InfiniteTimeSpan));

    /// <summary>The headers arrive at once, the body never does.</summary>
    public static Fault NeverSendsBody { get; } = new("never sends the body", async exchange =>
    {
        await exchange.SendAsync(Head(exchange.Document.Length));
        await exchange.WaitAsync(Timeout.InfiniteTimeSpan);
    });

    /// <summary>Content-Length is 1,000 bytes larger than the body, after which the connection is closed.</summary>
    public static Fault ContentLengthTooLarge { get; } = new("Content-Length too large", exchange =>
        SendAndCloseAsync(exchange, Head(exchange.Document.Length + 1000), exchange.Document));

    /// <summary>Content-Length is half the length of the body.</summary>
    public static Fault ContentLengthTooSmall { get; } = new("Content-Length too small", exchange =>
        SendAndCloseAsync(exchange, Head(exchange.Document.Length / 2), exchange.Document));

    /// <summary>A chunked answer whose second chunk has a size that is not a number.</summary>
    public static Fault ChunkedGarbage { get; } = new("chunked garbage", exchange =>
        SendAndCloseAsync(exchange, ChunkedHead + "5\r\n{\"Clu\r\nnot-a-size\r\n", default));

    /// <summary>A chunked answer without the last chunk, after which the connection is closed gracefully.</summary>
    public static Fault ChunkedWithoutEnd { get; } = new("chunked without an end", exchange =>
        SendAndCloseAsync(exchange, ChunkedHead + "5\r\n{\"Clu\r\n", default));

    /// <summary>An endless stream of headers.</summary>
    public static Fault EndlessHeaders { get; } = new("headers without an end", exchange => SendForeverAsync(exchange, "HTTP/1.1 200 OK\r\n"));

    /// <summary>A chunked answer whose body is followed by an endless stream of trailers.</summary>
    public static Fault EndlessTrailers { get; } = new("trailers without an end", exchange =>
        SendForeverAsync(exchange, ChunkedHead + "2\r\n{}\r\n0\r\n"));

    /// <summary>Bytes that are not HTTP.</summary>
    public static Fault NotHttp { get; } = new("not HTTP", exchange =>
        SendAndCloseAsync(exchange, "SSH-2.0-OpenSSH_9.6\r\n", default));

    /// <summary>The document, one byte at a time, with a pause before each byte.</summary>
    public static Fault Drip(TimeSpan interval) => new($"a byte every {interval:c}", async exchange =>
    {
        var body = exchange.Document;
        await exchange.SendAsync(Head(body.Length));
        for (var i = 0; i < body.Length; i++)
        {
            await exchange.WaitAsync(interval);
            await exchange.SendAsync(body.Slice(i, 1));
        }

        exchange.Close();
    });

    /// <summary>This many interim responses, such as 102 or 103, and then the document.</summary>
    public static Fault Interim(int status, int count = 1) => new($"{count} interim answers {status}", async exchange =>
    {
        for (var i = 0; i < count; i++)
        {
            await exchange.SendAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Interim\r\n\r\n"));
        }

        await exchange.AnswerAsync();
    });

    /// <summary>Writes these bytes instead of an answer and closes the connection.</summary>
    public static Fault Raw(ReadOnlyMemory<byte> bytes) => new("raw bytes", exchange => SendAndCloseAsync(exchange, "", bytes));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal Task AnswerAsync(Exchange exchange, long request) => _answer(exchange, request);

    private static Fault Named(string name, int status, string contentType, string body) =>
        new(name, exchange => exchange.AnswerAsync(status, contentType, Encoding.UTF8.GetBytes(body)));

    private static string Head(int length) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");

    private static async Task SendForeverAsync(Exchange exchange, string head)
    {
        await exchange.SendAsync(head);
        var fields = string.Concat(Enumerable.Repeat("X-Field: value\r\n", 1000));
        while (!exchange.ClientGone.IsCancellationRequested)
        {
            await exchange.SendAsync(fields);
        }
    }

    private static async Task SendAndCloseAsync(Exchange exchange, string head, ReadOnlyMemory<byte> body)
    {
        await exchange.SendAsync(head);
        await exchange.SendAsync(body);
        exchange.Close();
    }
}
