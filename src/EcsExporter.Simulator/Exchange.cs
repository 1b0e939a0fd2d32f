// SPDX-License-Identifier: Apache-2.0
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsExporter.Simulator.Documents;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace EcsExporter.Simulator;

/// <summary>
/// One request and the ways to answer it: with a valid response through the server, or by writing bytes to the server's socket. Bytes may be written
/// only before a response, and closing or resetting the connection ends the exchange.
/// </summary>
internal sealed class Exchange(IFeatureCollection features, TimeProvider time, Route route, SimulatedTask task, Func<byte[]> render)
{
    public const string Json = "application/json";

    // Go's net/http sets Content-Length when the body fits in this buffer, and sends chunks otherwise.
    private const int GoBufferBytes = 2048;

    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private byte[]? _document;

    /// <summary>The valid document, rendered on first use.</summary>
    public ReadOnlyMemory<byte> Document => _document ??= render();

    public EndpointDocument Kind => route.Document;

    public string Path => features.GetRequiredFeature<IHttpRequestFeature>().Path;

    public CancellationToken ClientGone => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    private Socket Socket => features.GetRequiredFeature<IConnectionSocketFeature>().Socket;

    public Task AnswerAsync() => AnswerAsync(200, Json, Document);

    public async Task AnswerAsync(int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        var response = Begin(status, contentType);
        if (body.Length <= GoBufferBytes)
        {
            response.Headers.ContentLength = body.Length;
        }

        await features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, ClientGone);
    }

    /// <summary>Answers with an error message as the agent encodes it: as a JSON string.</summary>
    public Task AnswerAsync((int Status, string Message) error) =>
        AnswerAsync(error.Status, Json, Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(error.Message, Encoder)}\""));

    public Task AnswerInternalErrorAsync() => AnswerAsync(AgentErrors.Internal(
        route.Version,
        route.Document,
        task.Arn,
        task.FindContainer(route.EndpointId)?.DockerId ?? route.EndpointId));

    public Task AnswerUnknownEndpointAsync() =>
        AnswerAsync(AgentErrors.UnknownEndpoint(route.Version, route.Document, route.EndpointId));

    public Task RedirectAsync(string location) => AnswerRedirectAsync(features, location);

    public static Task AnswerRedirectAsync(IFeatureCollection features, string location)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = 301;
        response.Headers.Location = location;
        response.Headers.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>Answers with a body that is streamed, so that it may exceed the memory.</summary>
    public async Task StreamAsync(Func<PipeWriter, CancellationToken, Task> write)
    {
        Begin(200, Json);
        await write(features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer, ClientGone);
    }

    /// <summary>Writes to the socket, bypassing the server. When this returns, the kernel has taken all bytes.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Socket.SendAsync(bytes, ClientGone)..];
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task WaitAsync(TimeSpan duration) => Task.Delay(duration, time, ClientGone);

    /// <summary>Closes the connection gracefully: the client reads all bytes, then the end.</summary>
    public void Close()
    {
        var socket = Socket;
        socket.Shutdown(SocketShutdown.Both);
        socket.Dispose();
        Abandon();
    }

    /// <summary>Ends the connection with a TCP reset.</summary>
    public void Reset()
    {
        var socket = Socket;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
        Abandon();
    }

    private IHttpResponseFeature Begin(int status, string? contentType)
    {
        var response = features.GetRequiredFeature<IHttpResponseFeature>();
        response.StatusCode = status;
        response.Headers.ContentType = contentType;
        return response;
    }

    // The server must not try to answer on the closed socket.
    private void Abandon() => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
}
