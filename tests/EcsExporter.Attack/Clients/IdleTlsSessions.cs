// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Connections that complete the TLS handshake and then send nothing.</summary>
internal sealed class IdleTlsSessions : HostileClient
{
    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectHttp2Async(receiveBuffer: null, end);
        await connection.WaitForCloseAsync(end);
    }
}
