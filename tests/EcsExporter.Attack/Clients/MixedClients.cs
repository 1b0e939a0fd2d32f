// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Several attacks at once. Connections are assigned to the attacks in turn, so that all attacks share the exporter's limits.</summary>
internal sealed class MixedClients(IReadOnlyList<HostileClient> clients) : HostileClient
{
    private int _turn;

    /// <inheritdoc/>
    public override async Task PrepareAsync(Target target, CancellationToken end)
    {
        foreach (var client in clients)
        {
            await client.PrepareAsync(target, end);
        }
    }

    /// <inheritdoc/>
    public override Task AttackAsync(Target target, CancellationToken end) =>
        clients[(int)((uint)Interlocked.Increment(ref _turn) % clients.Count)].AttackAsync(target, end);
}
