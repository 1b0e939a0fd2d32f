// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using EcsExporter.Simulator.Http;

namespace EcsExporter.Simulator;

/// <content>Faults of the connection: bytes on the socket beneath the server, and how the connection ends.</content>
public sealed partial class Fault
{
    /// <summary>The connection is reset before the first byte of an answer.</summary>
    public static Fault ResetBeforeAnswer { get; } = new("reset before the answer", exchange =>
    {
        exchange.Reset();
        return Task.CompletedTask;
    });

    /// <summary>The connection is closed in order without an answer, as the agent may do while a task starts.</summary>
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

    /// <summary>The request is accepted and nothing is ever answered.</summary>
    public static Fault NeverAnswers { get; } = new("never answers", exchange => exchange.WaitAsync(Timeout.InfiniteTimeSpan));

    /// <summary>The headers come at once and the body never does.</summary>
    public static Fault NeverSendsBody { get; } = new("never sends the body", async exchange =>
    {
        await exchange.SendAsync(Head(exchange.Document.Length));
        await exchange.WaitAsync(Timeout.InfiniteTimeSpan);
    });

    /// <summary>Content-Length promises 1,000 bytes more than come before the connection is closed.</summary>
    public static Fault ContentLengthTooLarge { get; } = new("Content-Length too large", exchange =>
        SendAndCloseAsync(exchange, Head(exchange.Document.Length + 1000), exchange.Document));

    /// <summary>Content-Length promises half of the bytes that come.</summary>
    public static Fault ContentLengthTooSmall { get; } = new("Content-Length too small", exchange =>
        SendAndCloseAsync(exchange, Head(exchange.Document.Length / 2), exchange.Document));

    /// <summary>A chunked answer whose second chunk has a size that is no number.</summary>
    public static Fault ChunkedGarbage { get; } = new("chunked garbage", exchange =>
        SendAndCloseAsync(exchange, ChunkedHead + "5\r\n{\"Clu\r\nnot-a-size\r\n", default));

    /// <summary>A chunked answer that ends in order, but without its last chunk.</summary>
    public static Fault ChunkedWithoutEnd { get; } = new("chunked without an end", exchange =>
        SendAndCloseAsync(exchange, ChunkedHead + "5\r\n{\"Clu\r\n", default));

    /// <summary>Headers that never end.</summary>
    public static Fault EndlessHeaders { get; } = new("headers without an end", exchange => SendForeverAsync(exchange, "HTTP/1.1 200 OK\r\n"));

    /// <summary>A chunked answer whose document is followed by trailers that never end.</summary>
    public static Fault EndlessTrailers { get; } = new("trailers without an end", exchange =>
        SendForeverAsync(exchange, ChunkedHead + "2\r\n{}\r\n0\r\n"));

    /// <summary>Bytes that are no HTTP answer at all.</summary>
    public static Fault NotHttp { get; } = new("not HTTP", exchange =>
        SendAndCloseAsync(exchange, "SSH-2.0-OpenSSH_9.6\r\n", default));

    /// <summary>The document, a byte at a time, with so much time before each.</summary>
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

    /// <summary>So many interim answers, such as 102 or 103, and then the document.</summary>
    public static Fault Interim(int status, int count = 1) => new($"{count} interim answers {status}", async exchange =>
    {
        for (var i = 0; i < count; i++)
        {
            await exchange.SendAsync(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Interim\r\n\r\n"));
        }

        await exchange.AnswerAsync();
    });

    /// <summary>These bytes on the connection, instead of an answer, and its end.</summary>
    public static Fault Raw(ReadOnlyMemory<byte> bytes) => new("raw bytes", exchange => SendAndCloseAsync(exchange, "", bytes));

    private const string ChunkedHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

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
