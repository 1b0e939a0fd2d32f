// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EcsExporter.Footprint;

/// <summary>
/// A task metadata endpoint that costs as little as possible, because its time is part of the exporter's latency: documents are not rendered anew
/// but copied, the stats with the values that advance, and a thread for each connection blocks in its reads.
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

    /// <summary>How many requests came.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>How often the stats were asked for.</summary>
    public long Readings => _stats.Written;

    /// <summary>Stops listening. Connections end with the exporters.</summary>
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

            // Nobody pipelines, and a GET has no body: a request ends with what has arrived.
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

    /// <summary>The next document, behind its head, whose length is known last.</summary>
    private ReadOnlySpan<byte> Stats(Span<byte> buffer)
    {
        var length = _stats.WriteNext(buffer[MaxHeadLength..]);
        var head = Head(length);
        var start = MaxHeadLength - head.Length;
        head.CopyTo(buffer[start..]);
        return buffer.Slice(start, head.Length + length);
    }
}
