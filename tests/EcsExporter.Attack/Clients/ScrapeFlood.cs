// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using EcsExporter.Attack.Wire;

namespace EcsExporter.Attack.Clients;

/// <summary>Valid scrapes, one after the other on each connection; alternatively, the connection stays idle after the first scrape.</summary>
internal sealed class ScrapeFlood(ReadOnlyMemory<byte> request, bool isIdleAfterwards) : HostileClient
{
    private const int BufferBytes = 64 * 1024;

    /// <inheritdoc/>
    public override async Task AttackAsync(Target target, CancellationToken end)
    {
        await using var connection = await target.ConnectAsync(receiveBuffer: null, end);
        var buffer = new byte[BufferBytes];
        do
        {
            await connection.SendAsync(request, end);
        }
        while (await ReadAnswerAsync(connection, buffer, end) && !isIdleAfterwards);

        await connection.DrainAsync(end);
    }

    /// <summary>Reads one answer; false when the exporter has closed the connection instead.</summary>
    private static async Task<bool> ReadAnswerAsync(HostileConnection connection, byte[] buffer, CancellationToken end)
    {
        var filled = 0;
        long? remaining = null;
        while (remaining is not 0)
        {
            var length = await connection.ReceiveAsync(buffer.AsMemory(filled), end);
            if (length == 0)
            {
                return false;
            }

            if (remaining is { } bytes)
            {
                remaining = bytes - length;
                continue;
            }

            filled += length;
            remaining = RemainingBytes(buffer.AsSpan(0, filled));
            filled = remaining is null ? filled : 0;
        }

        return true;
    }

    /// <summary>The missing bytes of the body; null while the head is incomplete. Every answer of the exporter has a Content-Length.</summary>
    private static long? RemainingBytes(ReadOnlySpan<byte> answer)
    {
        var name = "\r\nContent-Length: "u8;
        var headEnd = answer.IndexOf("\r\n\r\n"u8);
        var at = answer.IndexOf(name);
        return headEnd < 0 || at < 0 || !Utf8Parser.TryParse(answer[(at + name.Length)..], out long bodyBytes, out _)
            ? null
            : bodyBytes - (answer.Length - headEnd - 4);
    }
}
