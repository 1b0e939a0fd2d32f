// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>
/// A task metadata endpoint that is as fast as possible, because its time is part of the exporter's latency. It copies prepared documents, updates
/// only the advancing values of the stats, and serves each connection with a thread that blocks in reads.
/// </summary>
internal sealed class MetadataResponder : IDisposable
{
    private const int MaxHeadLength = 128;

    private static readonly byte[] NotFound = Encoding.ASCII.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _task;
    private readonly AdvancingStats _stats;
    private readonly byte[] _taskLine;
    private readonly byte[] _statsLine;
    private long _requests;

    public MetadataResponder(MetadataDocuments documents)
    {
        _task = [.. Head(documents.Task.Length), .. documents.Task];
        _stats = new AdvancingStats(documents.Stats);
        _taskLine = Encoding.ASCII.GetBytes($"{documents.Path} HTTP/1.1");
        _statsLine = Encoding.ASCII.GetBytes($"{documents.Path}/stats HTTP/1.1");
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        BaseUri = new Uri($"http://{_listener.LocalEndPoint}/v4/footprint");
        Run(Accept);
    }

    /// <summary>The value for <c>ECS_CONTAINER_METADATA_URI_V4</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>The number of requests.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>The number of requests for the stats.</summary>
    public long Readings => _stats.Written;

    /// <summary>Stops listening. Connections stay open until the exporters end.</summary>
    public void Dispose() => _listener.Dispose();

    private static void Run(Action loop) => new Thread(() =>
    {
        try
        {
            loop();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The exporter was killed, or the measurement is over.
        }
    })
    { IsBackground = true }.Start();

    private static byte[] Head(int length) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");

    private void Accept()
    {
        while (true)
        {
            var connection = _listener.Accept();
            Run(() => Serve(connection));
        }
    }

    private void Serve(Socket connection)
    {
        using var _ = connection;
        connection.NoDelay = true;
        var request = new byte[4096];
        var answer = new byte[MaxHeadLength + _stats.MaxLength];
        var length = 0;
        for (int received; (received = connection.Receive(request.AsSpan(length))) > 0;)
        {
            length += received;

            // Exporters do not pipeline and a GET has no body, so a request ends where the received bytes end.
            if (request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                Interlocked.Increment(ref _requests);
                Send(connection, AnswerTo(request.AsSpan(0, length), answer));
                length = 0;
            }
        }
    }

    private static void Send(Socket connection, ReadOnlySpan<byte> answer)
    {
        while (!answer.IsEmpty)
        {
            answer = answer[connection.Send(answer)..];
        }
    }

    private ReadOnlySpan<byte> AnswerTo(ReadOnlySpan<byte> request, Span<byte> buffer)
    {
        var line = request[..request.IndexOf((byte)'\r')];
        return line.EndsWith(_taskLine) ? _task : line.EndsWith(_statsLine) ? Stats(buffer) : NotFound;
    }

    /// <summary>The next stats with their HTTP head, which is written last because it contains the length.</summary>
    private ReadOnlySpan<byte> Stats(Span<byte> buffer)
    {
        var length = _stats.WriteNext(buffer[MaxHeadLength..]);
        var head = Head(length);
        var start = MaxHeadLength - head.Length;
        head.CopyTo(buffer[start..]);
        return buffer.Slice(start, head.Length + length);
    }
}
