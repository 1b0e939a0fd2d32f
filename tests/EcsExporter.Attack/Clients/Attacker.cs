// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Keeps the connections of an attack open until it is told to stop.</summary>
internal sealed class Attacker(HostileClient client, Target target)
{
    private long _begun;
    private long _ended;

    /// <summary>The number of connections made, and how many of them ended before the attack.</summary>
    public string Report => string.Create(
        CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _begun)} connections, {Interlocked.Read(ref _ended)} ended early");

    /// <param name="started">Called just before the first connections.</param>
    /// <param name="end">Ends the attack.</param>
    public async Task RunAsync(Func<Task> started, CancellationToken end)
    {
        await client.PrepareAsync(target, end);
        await started();
        await Task.WhenAll(Enumerable.Range(0, client.Connections).Select(_ => KeepUpAsync(end)));
    }

    private async Task KeepUpAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            _ = Interlocked.Increment(ref _begun);
            try
            {
                await client.AttackAsync(target, end);
            }
            catch (Exception error) when (error is IOException or SocketException or AuthenticationException or OperationCanceledException)
            {
                // The exporter has closed the connection, or the attack is over.
            }

            if (!end.IsCancellationRequested)
            {
                _ = Interlocked.Increment(ref _ended);
                await Task.Delay(client.ReconnectDelay, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
