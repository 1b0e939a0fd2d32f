// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Clients that send request after request for as long as the exporter accepts them, and never read an answer.</summary>
internal sealed class PipelinedRequests : HostileClient
{
    private const int ReceiveBuffer = 2048;
    private const int RequestsAtOnce = 500;

    private static readonly ReadOnlyMemory<byte> Requests =
        Enumerable.Repeat(RequestText.Scrape, RequestsAtOnce).SelectMany(static request => request.ToArray()).ToArray();

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(ReceiveBuffer, end);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(end);
        var sending = SendForeverAsync(connection, closed.Token);
        await connection.WaitForCloseAsync(end);
        await closed.CancelAsync();
        await sending;
    }

    private static async Task SendForeverAsync(HostileConnection connection, CancellationToken closed)
    {
        while (true)
        {
            await connection.SendAsync(Requests, closed);
        }
    }
}
