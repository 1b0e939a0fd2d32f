// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.Tests;

/// <summary>A TCP server that answers with any bytes, so that it can misbehave in ways that an HTTP server cannot.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<RawExchange, Task> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Called for each request; the connection stays open afterwards unless the function closes it.</param>
    public RawServer(Func<RawExchange, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The base address of the metadata endpoint on this server.</summary>
    public Uri Uri => new($"http://{_listener.LocalEndpoint}/v4/id");

    /// <summary>The heads of all requests so far.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>The paths requested so far, relative to <see cref="Uri"/>, in ordinal order.</summary>
    public IEnumerable<string> Paths => _heads.Select(head => head.Split(' ')[1]["/v4/id".Length..]).Order(StringComparer.Ordinal);

    /// <summary>The paths of one reading of all documents, in ordinal order.</summary>
    public static IEnumerable<string> PathsOfOneReading => EndpointDocument.OfTask.Select(document => document.Path).Order(StringComparer.Ordinal);

    /// <summary>A server that serves the documents of a payload.</summary>
    public static RawServer Of(string payload) => new(exchange => exchange.AnswerAsync(Payload.Of(exchange.Document, payload)));

    /// <summary>Stops listening: new connections are refused.</summary>
    public void StopListening() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using NetworkStream stream = new(socket, ownsSocket: true);
        try
        {
            while (await RawExchange.ReadAsync(socket, stream, _stop.Token) is { } exchange)
            {
                _heads.Enqueue(exchange.Head);
                await _answer(exchange);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side closed the connection.
        }
    }
}
