// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Attack.Clients;

/// <summary>Every attack there is, by its name.</summary>
internal static class HostileClients
{
    /// <summary>The attack that asks for nothing but what the exporter is there for.</summary>
    public const string ScrapeFlood = "scrape-flood";

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>In the order in which they run.</summary>
    public static IReadOnlyList<HostileClient> All { get; } =
    [
        new UnfinishedRequests(headerBytes: 31_000) { Name = "unfinished-headers", Connections = 1000 },
        new LargestHeaders { Name = "largest-headers", Connections = 1000 },
        new SlowBodies(isChunked: false) { Name = "slow-bodies", Connections = 900 },
        new SlowBodies(isChunked: true) { Name = "slow-chunks", Connections = 900 },
        new UnreadAnswers(readsSlowly: false) { Name = "unread-answers", Connections = 900 },
        new UnreadAnswers(readsSlowly: false) { Name = "unread-answers-of-23", Connections = 900, Containers = 23 },
        new UnreadAnswers(readsSlowly: true) { Name = "slow-readers", Connections = 900 },
        new PipelinedRequests { Name = "pipelined-requests", Connections = 300 },
        new Clients.ScrapeFlood(isCompressed: false) { Name = ScrapeFlood, Connections = 200, AllowsRefusals = true },
        new Clients.ScrapeFlood(isCompressed: true) { Name = "compressed-scrape-flood", Connections = 200, AllowsRefusals = true },
        new BareConnections(stays: true) { Name = "bare-connections", Connections = 3000, EndpointDelay = OneSecond },
        new BareConnections(stays: false) { Name = "connection-churn", Connections = 64, EndpointDelay = OneSecond, ReconnectDelay = TimeSpan.Zero },
        new IdleTlsSessions { Name = "idle-tls", Connections = 850, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.InsideClientHello) { Name = "half-client-hello", Connections = 1000, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.AfterServerHello) { Name = "half-open-handshakes", Connections = 1000, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.ResetAfterServerHello)
        {
            Name = "handshake-churn", Connections = 64, Transport = Transport.TlsOnly, ReconnectDelay = TimeSpan.Zero,
        },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 0) { Name = "h2-zero-window", Connections = 12, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 0) { Name = "h2-zero-window-250", Connections = 250, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: true, headerBytes: 0) { Name = "h2-byte-window", Connections = 12, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: true, headerBytes: 0) { Name = "h2-byte-window-207", Connections = 207, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 15_000) { Name = "h2-large-headers", Connections = 64, Transport = Transport.TlsOnly },
        .. Http2Floods.All,
    ];

    public static HostileClient Find(string name) => All.Single(client => client.Name == name);
}
