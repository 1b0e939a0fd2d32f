// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>The point at which a client stops in the TLS handshake.</summary>
internal enum HandshakeEnd
{
    /// <summary>The last bytes of the first message are missing.</summary>
    InsideClientHello,

    /// <summary>The exporter has answered, for which it computes a signature, and waits for the client.</summary>
    AfterServerHello,

    /// <summary>The exporter has answered; then the client resets the connection and opens the next one.</summary>
    ResetAfterServerHello,
}

/// <summary>TLS handshakes that never complete. Each sends the same recorded message, so that the attacker computes nothing.</summary>
internal sealed class UnfinishedHandshakes(HandshakeEnd stopsAt) : HostileClient
{
    private const int MissingBytes = 20;

    private ReadOnlyMemory<byte> _hello;

    /// <inheritdoc/>
    public override async Task PrepareAsync(Target target, CancellationToken end)
    {
        var hello = await ClientHello.RecordAsync(end);
        _hello = stopsAt == HandshakeEnd.InsideClientHello ? hello[..^MissingBytes] : hello;
    }

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectBareAsync(receiveBuffer: null, end);
        await connection.SendAsync(_hello, end);
        if (stopsAt == HandshakeEnd.ResetAfterServerHello)
        {
            _ = await connection.ReceiveAsync(new byte[1024], end);
            return;
        }

        await connection.WaitForCloseAsync(end);
    }
}
