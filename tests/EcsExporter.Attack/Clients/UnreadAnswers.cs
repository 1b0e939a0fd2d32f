// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Clients that ask for the metrics and do not read the answer, or one byte of it every half second.</summary>
internal sealed class UnreadAnswers(bool readsSlowly) : HostileClient
{
    private const int ReceiveBuffer = 2048;
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(ReceiveBuffer, end);
        await connection.SendAsync(RequestText.Scrape, end);
        if (!readsSlowly)
        {
            await connection.WaitForCloseAsync(end);
            return;
        }

        using var timer = new PeriodicTimer(ReadInterval);
        var one = new byte[1];
        while (await connection.ReceiveAsync(one, end) > 0 && connection.IsOpen())
        {
            _ = await timer.WaitForNextTickAsync(end);
        }
    }
}
