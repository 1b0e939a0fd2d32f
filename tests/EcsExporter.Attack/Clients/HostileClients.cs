// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Lists all attacks.</summary>
internal static class HostileClients
{
    /// <summary>The name of the attack that consists of valid scrapes only.</summary>
    public const string ManyScrapes = "scrape-flood";

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    // These attacks run over plain HTTP/1.1 and over TLS.
    private static readonly IReadOnlyList<HostileClient> OverBoth =
    [
        new UnfinishedRequests(headerBytes: 31_000) { Name = "unfinished-headers", Connections = 1000 },
        new LargestHeaders { Name = "largest-headers", Connections = 1000 },
        new SlowBodies(isChunked: false) { Name = "slow-bodies", Connections = 900 },
        new SlowBodies(isChunked: true) { Name = "slow-chunks", Connections = 900 },
        new UnreadAnswers(RequestText.Scrape, readsSlowly: false) { Name = "unread-answers", Connections = 900 },
        new UnreadAnswers(RequestText.Scrape, readsSlowly: false) { Name = "unread-answers-of-23", Connections = 900, Containers = 23 },
        new UnreadAnswers(RequestText.Scrape, readsSlowly: false) { Name = "daemon-unread-answers", Connections = 300, HostTasks = 10 },
        new UnreadAnswers(RequestText.Scrape, readsSlowly: true) { Name = "slow-readers", Connections = 900 },
        new UnreadAnswers(RequestText.Page, readsSlowly: false) { Name = "unread-pages", Connections = 900, Containers = 23 },
        new PipelinedRequests { Name = "pipelined-requests", Connections = 300 },
        new ScrapeFlood(RequestText.Scrape, isIdleAfterwards: false) { Name = ManyScrapes, Connections = 200, AllowsRefusals = true },
        new ScrapeFlood(RequestText.CompressedScrape, isIdleAfterwards: false) { Name = "compressed-scrape-flood", Connections = 200, AllowsRefusals = true },
        new ScrapeFlood(RequestText.CompressedScrape, isIdleAfterwards: false)
        {
            Name = "daemon-scrape-flood", Connections = 200, HostTasks = 10, AllowsRefusals = true,
        },
        new ScrapeFlood(RequestText.Scrape, isIdleAfterwards: true) { Name = "idle-after-scrape", Connections = 1500 },
        new BareConnections(stays: true) { Name = "bare-connections", Connections = 3000, EndpointDelay = OneSecond },
        new BareConnections(stays: false) { Name = "connection-churn", Connections = 64, EndpointDelay = OneSecond, ReconnectDelay = TimeSpan.Zero },
    ];

    private static readonly IReadOnlyList<HostileClient> OverTls =
    [
        new IdleTlsSessions { Name = "idle-tls", Connections = 850, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.InsideClientHello) { Name = "half-client-hello", Connections = 1000, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.AfterServerHello) { Name = "half-open-handshakes", Connections = 1000, Transport = Transport.TlsOnly },
        new UnfinishedHandshakes(HandshakeEnd.ResetAfterServerHello)
        {
            Name = "handshake-churn", Connections = 64, Transport = Transport.TlsOnly, ReconnectDelay = TimeSpan.Zero,
        },
        new Http2UnreadStreams(streams: 0, windowGrows: false, headerBytes: 0) { Name = "h2-idle", Connections = 850, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 0) { Name = "h2-zero-window", Connections = 12, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 0)
        {
            Name = "h2-zero-window-250",
            Connections = 250,
            Transport = Transport.TlsOnly,
        },
        new Http2UnreadStreams(streams: 100, windowGrows: true, headerBytes: 0) { Name = "h2-byte-window", Connections = 12, Transport = Transport.TlsOnly },
        new Http2UnreadStreams(streams: 100, windowGrows: true, headerBytes: 0)
        {
            Name = "h2-byte-window-207",
            Connections = 207,
            Transport = Transport.TlsOnly,
        },
        new Http2UnreadStreams(streams: 100, windowGrows: false, headerBytes: 15_000)
        {
            Name = "h2-large-headers",
            Connections = 64,
            Transport = Transport.TlsOnly,
        },
        .. Http2Floods.All,
    ];

    /// <summary>All attacks in the order in which they run.</summary>
    public static IReadOnlyList<HostileClient> All { get; } =
    [
        .. OverBoth,
        new MixedClients(OverBoth) { Name = "everything-at-once", Connections = 1000, AllowsRefusals = true },
        .. OverTls,
        new MixedClients([.. OverBoth, .. OverTls])
        {
            Name = "everything-at-once-over-tls",
            Connections = 1000,
            Transport = Transport.TlsOnly,
            AllowsRefusals = true,
        },
    ];

    public static HostileClient Find(string name) => All.Single(client => client.Name == name);
}
