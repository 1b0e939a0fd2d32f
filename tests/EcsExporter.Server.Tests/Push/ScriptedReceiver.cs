// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading.Channels;

namespace EcsExporter.Server.Tests.Push;

/// <summary>A receiver that answers with any bytes, so that it can misbehave in ways that an HTTP server cannot.</summary>
internal sealed class ScriptedReceiver : IAsyncDisposable
{
    public const string Accepted = "HTTP/1.1 204 No Content\r\n\r\n";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Channel<ReceivedRequest> _requests = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Func<ReceivedRequest, Task> _answer;
    private readonly Task _accepting;
    private int _connectionCount;

    /// <param name="answer">Called for each request; the connection stays open afterwards unless the function closes it.</param>
    /// <param name="tls">The options of TLS; null for plain HTTP.</param>
    public ScriptedReceiver(Func<ReceivedRequest, Task> answer, SslServerAuthenticationOptions? tls = null)
    {
        _answer = answer;
        _tls = tls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>A receiver that gives these answers one after the other; after the last answer, all requests get that one.</summary>
    public static ScriptedReceiver Of(params IReadOnlyList<string> answers)
    {
        var next = 0;
        return new ScriptedReceiver(request => request.AnswerAsync(answers[Math.Min(next++, answers.Count - 1)]));
    }

    public Uri Url =>
        new($"{(_tls is null ? "http" : "https")}://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/secret-path/api/v1/write?key=hidden-key");

    /// <summary>The number of connections so far.</summary>
    public int Connections => Volatile.Read(ref _connectionCount);

    /// <summary>Waits for the next complete request.</summary>
    public ValueTask<ReceivedRequest> NextAsync() => _requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The requests that have arrived and that <see cref="NextAsync"/> has not returned.</summary>
    public IReadOnlyList<ReceivedRequest> Rest()
    {
        List<ReceivedRequest> requests = [];
        while (_requests.Reader.TryRead(out var request))
        {
            requests.Add(request);
        }

        return requests;
    }

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
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Interlocked.Increment(ref _connectionCount);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using var secure = _tls is null ? null : new SslStream(plain);
            await (secure?.AuthenticateAsServerAsync(_tls!, _stop.Token) ?? Task.CompletedTask);
            Stream stream = secure is null ? plain : secure;
            while (await ReadAsync(socket, stream) is { } request)
            {
                await _requests.Writer.WriteAsync(request, _stop.Token);
                await _answer(request);
            }
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException
            or ObjectDisposedException or AuthenticationException)
        {
            // Either side closed the connection.
        }
    }

    private async Task<ReceivedRequest?> ReadAsync(Socket socket, Stream stream)
    {
        List<byte> head = [];
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var text = Encoding.UTF8.GetString([.. head]);
        var length = text.Split("\r\n").Single(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)).Split(' ')[1];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return new ReceivedRequest(socket, stream, text, body, _stop.Token);
    }
}

/// <summary>A request and its connection.</summary>
internal sealed class ReceivedRequest(Socket socket, Stream stream, string head, byte[] body, CancellationToken stop)
{
    public string Head => head;

    public byte[] Body => body;

    /// <summary>Cancelled when the receiver ends.</summary>
    public CancellationToken Stop => stop;

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 2)..])
        .SingleOrDefault();

    public async Task AnswerAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    public async Task AnswerAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, stop);

    /// <summary>Sends no answer and keeps the connection open.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);

    /// <summary>Sends the text repeatedly until the client closes the connection.</summary>
    public async Task AnswerForEverAsync(string text)
    {
        while (true)
        {
            await AnswerAsync(text);
        }
    }

    public void Close() => stream.Dispose();

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
