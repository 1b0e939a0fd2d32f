// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Soak;

/// <summary>A receiver of pushed readings that answers correctly most of the time, and otherwise misbehaves in many ways.</summary>
internal sealed class ChangingReceiver : IAsyncDisposable
{
    private const string Accepted = "HTTP/1.1 204 No Content\r\n\r\n";

    private static readonly string[] Answers =
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\n\r\nout of order",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnot\r\n0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nand no more",
        "HTTP/2 200 nonsense\r\n\r\n",
        "garbage",
        "",
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = [];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private volatile string _answer = Accepted;
    private volatile bool _resets;

    public ChangingReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/api/v1/write");

    /// <summary>From now on, the receiver gives a random answer, gives none, or resets the connection.</summary>
    public void Misbehave(Random random)
    {
        _resets = random.Next(6) == 0;
        _answer = random.Next(3) == 0 ? Accepted : Answers[random.Next(Answers.Length)];
    }

    /// <summary>From now on, the receiver accepts every request.</summary>
    public void Behave() => (_resets, _answer) = (false, Accepted);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
                _ = _connections.TryAdd(connection, true);
                _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, _stop.Token) is > 0 and var length)
            {
                // The exporter sends one request at a time, so the receiver answers once for the part with the request's head.
                if (Encoding.Latin1.GetString(buffer, 0, length).Contains("POST ", StringComparison.Ordinal))
                {
                    if (_resets)
                    {
                        socket.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer), _stop.Token);
                }
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // Either side closed the connection.
        }
    }
}
