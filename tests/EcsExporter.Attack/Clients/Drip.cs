// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Sends one byte at a time, as slow clients do.</summary>
internal static class Drip
{
    private static readonly byte[] Letter = "x"u8.ToArray();

    /// <summary>Sends a byte at every interval until the exporter closes the connection.</summary>
    public static async Task UntilClosedAsync(HostileConnection connection, TimeSpan interval, CancellationToken end)
    {
        using var timer = new PeriodicTimer(interval);
        while (connection.IsOpen())
        {
            await connection.SendAsync(Letter, end);
            _ = await timer.WaitForNextTickAsync(end);
        }
    }
}
