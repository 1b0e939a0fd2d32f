// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>
/// HTTP/2 connections that send frames as fast as the exporter accepts them. The client reads the exporter's answers, or leaves them unread, so that
/// the exporter cannot send its answers to control frames.
/// </summary>
/// <param name="begin">Writes the first frames after the preface.</param>
/// <param name="addBatch">Writes the next batch of frames; the argument is the number of earlier batches on this connection.</param>
internal sealed class Http2Flood(Action<Http2Writer> begin, Action<Http2Writer, int> addBatch) : HostileClient
{
    private const uint Window = 65_535;
    private const uint LargestHeaderTable = uint.MaxValue;
    private const int SmallReceiveBuffer = 2048;

    /// <summary>Whether the client reads the exporter's answers.</summary>
    public bool Reads { get; init; } = true;

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectHttp2Async(Reads ? null : SmallReceiveBuffer, end);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(end);
        var sending = SendForeverAsync(connection, closed.Token);
        try
        {
            await (Reads ? connection.DrainAsync(end) : connection.WaitForCloseAsync(end));
        }
        finally
        {
            await closed.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendForeverAsync(HostileConnection connection, CancellationToken closed)
    {
        var frames = new Http2Writer().Preface(Window, LargestHeaderTable);
        begin(frames);
        for (var batch = 0; ; batch++)
        {
            addBatch(frames, batch);
            await connection.SendAsync(frames.Bytes, closed);
            frames.Clear();
        }
    }
}
