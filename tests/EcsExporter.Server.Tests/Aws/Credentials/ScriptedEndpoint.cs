// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using EcsExporter.Server.Aws.Credentials;

namespace EcsExporter.Server.Tests.Aws.Credentials;

/// <summary>
/// A credentials endpoint at every address, and a name resolver. Each connection gets the next answer; after the last answer, all get that one.
/// </summary>
/// <param name="answers">The answers; null leaves the client waiting.</param>
internal sealed class ScriptedEndpoint(params string?[] answers)
{
    /// <summary>An answer that means that the connection is refused.</summary>
    public const string Refused = "refused";

    private readonly ConcurrentQueue<ScriptedStream> _streams = [];
    private readonly ConcurrentQueue<IPEndPoint> _connections = [];
    private int _resolutions;
    private int _attempts;

    /// <summary>The addresses of each host name; an address as a host needs no entry.</summary>
    public Dictionary<string, string[]> Names { get; } = [];

    /// <summary>Whether connections stay open after their answer.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>The destinations of all connections, refused ones included.</summary>
    public IReadOnlyCollection<IPEndPoint> Connections => _connections;

    /// <summary>The number of name resolutions.</summary>
    public int Resolutions => Volatile.Read(ref _resolutions);

    /// <summary>The bytes received on each connection, as text.</summary>
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
