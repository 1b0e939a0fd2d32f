// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Requests whose headers never end. After the first kilobytes, the client sends a byte at intervals to keep the request alive.</summary>
internal sealed class UnfinishedRequests(int headerBytes) : HostileClient
{
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(1);

    private readonly ReadOnlyMemory<byte> _request = RequestText.WithFields(headerBytes, isEnded: false);

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(receiveBuffer: null, end);
        await connection.SendAsync(_request, end);
        await Drip.UntilClosedAsync(connection, DripInterval, end);
    }
}
