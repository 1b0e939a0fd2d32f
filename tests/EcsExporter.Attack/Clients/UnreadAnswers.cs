// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Clients that send a request and do not read the answer, or read one byte of it every half second.</summary>
internal sealed class UnreadAnswers(ReadOnlyMemory<byte> request, bool readsSlowly) : HostileClient
{
    private const int ReceiveBuffer = 2048;
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(ReceiveBuffer, end);
        await connection.SendAsync(request, end);
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
