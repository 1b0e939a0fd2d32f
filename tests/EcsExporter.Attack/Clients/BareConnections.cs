// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Connections that send nothing. They stay until the exporter closes them, or are reset at once.</summary>
internal sealed class BareConnections(bool stays) : HostileClient
{
    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectBareAsync(receiveBuffer: null, end);
        if (stays)
        {
            await connection.DrainAsync(end);
        }
    }
}
