// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>How far a TLS handshake gets.</summary>
internal enum HandshakeEnd
{
    /// <summary>The last bytes of the first message are missing.</summary>
    InsideClientHello,

    /// <summary>The exporter has answered, which costs it a signature, and waits for the client.</summary>
    AfterServerHello,

    /// <summary>The same, and then the connection is reset and the next one made.</summary>
    ResetAfterServerHello,
}

/// <summary>TLS handshakes that do not get to their end. The attacker computes nothing for them: each sends the same recorded message.</summary>
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
