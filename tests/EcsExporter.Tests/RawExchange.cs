// SPDX-License-Identifier: Apache-2.0
using System.Net.Sockets;
using System.Text;
using EcsExporter.TaskMetadata.Documents;

namespace EcsExporter.Tests;

/// <summary>One request to a <see cref="RawServer"/>, and the ways to answer it.</summary>
internal sealed class RawExchange
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly CancellationToken _stop;

    private RawExchange(string head, Socket socket, NetworkStream stream, CancellationToken stop) =>
        (Head, _socket, _stream, _stop) = (head, socket, stream, stop);

    /// <summary>The request line and headers.</summary>
    public string Head { get; }

    /// <summary>The requested document.</summary>
    public EndpointDocument Document =>
        EndpointDocument.OfTask.Concat(EndpointDocument.OfHost).Single(document => Head.Split(' ')[1].EndsWith(document.Path, StringComparison.Ordinal));

    /// <summary>Reads the next request of a connection; null when the client has closed it.</summary>
    public static async Task<RawExchange?> ReadAsync(Socket socket, NetworkStream stream, CancellationToken stop)
    {
        StringBuilder head = new();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            _ = head.Append((char)one[0]);
        }

        return new RawExchange(head.ToString(), socket, stream, stop);
    }

    /// <summary>Sends a complete response with a <c>Content-Length</c>.</summary>
    public Task AnswerAsync(string body, string status = "200 OK", string headers = "") =>
        SendAsync($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Sends a text without a response head.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes without a response head.</summary>
    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, _stop);

    /// <summary>Closes the connection gracefully.</summary>
    public void Close() => _stream.Close();

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Sends nothing, and completes when the client has closed or reset the connection.</summary>
    public async Task ClientGoneAsync()
    {
        try
        {
            _ = await _stream.ReadAsync(new byte[1], _stop);
        }
        catch (IOException)
        {
            // The client has reset the connection.
        }
    }
}
