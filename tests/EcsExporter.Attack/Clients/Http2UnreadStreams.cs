// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>
/// HTTP/2 connections with several concurrent requests, whose answers the exporter cannot send because the window of each stream is 0. The window
/// stays 0 or grows by a byte every half second.
/// </summary>
internal sealed class Http2UnreadStreams(int streams, bool windowGrows, int headerBytes) : HostileClient
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly byte[] _block =
    [
        .. Http2Writer.ScrapeBlock(),
        .. headerBytes == 0 ? [] : Http2Writer.Field("x-field", new string('x', headerBytes), isKept: false),
    ];

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectHttp2Async(receiveBuffer: null, end);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(end);
        var asking = AskAsync(connection, closed.Token);
        try
        {
            // The exporter still sends settings and the heads of answers. The client reads them, because one that does not is easy to detect.
            await connection.DrainAsync(end);
        }
        finally
        {
            await closed.CancelAsync();
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(HostileConnection connection, CancellationToken closed)
    {
        var frames = new Http2Writer().Preface(window: 0);
        for (var i = 0; i < streams; i++)
        {
            _ = frames.Request(StreamId(i), _block);
        }

        await connection.SendAsync(frames.Bytes, closed);
        if (!windowGrows)
        {
            return;
        }

        frames.Clear();
        for (var i = 0; i < streams; i++)
        {
            _ = frames.AddWindow(StreamId(i), 1);
        }

        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(closed))
        {
            await connection.SendAsync(frames.Bytes, closed);
        }
    }

    private static uint StreamId(int number) => (uint)((2 * number) + 1);
}
