// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Requests with a body that is sent one byte at a time, with Content-Length or in chunks.</summary>
internal sealed class SlowBodies(bool isChunked) : HostileClient
{
    private static readonly TimeSpan DripInterval = TimeSpan.FromSeconds(0.5);

    private static readonly ReadOnlyMemory<byte> WithLength =
        Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: exporter\r\nContent-Length: 1000000\r\n\r\n");

    // The size of the chunk is much larger than the part of it that is sent.
    private static readonly ReadOnlyMemory<byte> Chunked =
        Encoding.ASCII.GetBytes("GET /metrics HTTP/1.1\r\nHost: exporter\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n");

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(receiveBuffer: null, end);
        await connection.SendAsync(isChunked ? Chunked : WithLength, end);
        await Drip.UntilClosedAsync(connection, DripInterval, end);
    }
}
