// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>
/// HTTP/2 connections that send frames as fast as the exporter takes them. What it answers is read, or is not, so that its answers to control
/// frames have nowhere to go.
/// </summary>
/// <param name="begin">Writes what comes after the preface.</param>
/// <param name="addBatch">Writes what is then sent over and over again. It is told how often it was called on this connection.</param>
internal sealed class Http2Flood(Action<Http2Writer> begin, Action<Http2Writer, int> addBatch) : HostileClient
{
    private const uint Window = 65_535;
    private const uint LargestHeaderTable = uint.MaxValue;
    private const int SmallReceiveBuffer = 2048;

    /// <summary>Whether what the exporter sends is read.</summary>
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
