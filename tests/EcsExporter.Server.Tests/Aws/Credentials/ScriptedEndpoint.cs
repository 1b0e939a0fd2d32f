// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

/// <summary>A credentials endpoint behind every address, and a resolver of names. Answers the connections in turn, the last answer for ever.</summary>
/// <param name="answers">What to answer; null leaves the client waiting.</param>
internal sealed class ScriptedEndpoint(params string?[] answers)
{
    /// <summary>As an answer: takes no connection.</summary>
    public const string Refused = "refused";

    private readonly ConcurrentQueue<ScriptedStream> _streams = [];
    private readonly ConcurrentQueue<IPEndPoint> _connections = [];
    private int _resolutions;
    private int _attempts;

    /// <summary>The addresses of each name; an address needs no entry.</summary>
    public Dictionary<string, string[]> Names { get; } = [];

    /// <summary>Whether connections stay open after their answer.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>Where connections were asked for, those refused included.</summary>
    public IReadOnlyCollection<IPEndPoint> Connections => _connections;

    /// <summary>How often a host was resolved.</summary>
    public int Resolutions => Volatile.Read(ref _resolutions);

    /// <summary>What was received on each connection.</summary>
    public IReadOnlyList<string> Requests => [.. _streams.Select(stream => stream.Received)];

    public CredentialsConnector Connector => new(ResolveAsync, ConnectAsync);

    /// <summary>An answer with status 200 and a document.</summary>
    public static string Ok(string json) =>
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";

    /// <summary>An answer with credentials.</summary>
    public static string Ok(string keyId, DateTimeOffset expiration) => Ok(
        $"{{\"AccessKeyId\": \"{keyId}\", \"SecretAccessKey\": \"hidden-secret\", \"Token\": \"hidden-token\", "
            + $"\"Expiration\": \"{expiration:yyyy-MM-ddTHH:mm:ssZ}\"}}");

    /// <summary>An answer without a body.</summary>
    public static string Status(int status, string headers = "") => $"HTTP/1.1 {status} hidden\r\n{headers}Content-Length: 0\r\n\r\n";

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _resolutions);
        return Names.TryGetValue(host, out var addresses) ? Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse))
            : IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address])
            : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
    }

    private Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        _connections.Enqueue(endPoint);
        var answer = answers[Math.Min(Interlocked.Increment(ref _attempts), answers.Length) - 1];
        if (answer == Refused)
        {
            return Task.FromException<Stream>(new SocketException((int)SocketError.ConnectionRefused));
        }

        var stream = new ScriptedStream(Encoding.Latin1.GetBytes(answer ?? ""), isOpen: StaysOpen || answer is null);
        _streams.Enqueue(stream);
        return Task.FromResult<Stream>(stream);
    }
}
