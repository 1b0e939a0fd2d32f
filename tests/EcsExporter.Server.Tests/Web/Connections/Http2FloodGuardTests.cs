// SPDX-License-Identifier: Apache-2.0
using EcsExporter.Server.Web.Connections;

namespace EcsExporter.Server.Tests.Web.Connections;

public sealed class Http2FloodGuardTests
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Ping = 6;
    private const byte WindowUpdate = 8;

    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();

    private readonly FakeTime _time = new();

    /// <summary>The result does not depend on the sizes in which the bytes arrive.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(100_000)]
    public async Task Read_OrdinaryClient_GetsEveryByte(int readBytes)
    {
        byte[] sent = [.. Preface, .. Frames(Headers, 24, 300), .. Frames(WindowUpdate, 400, 4), .. Frames(Data, 10, 16_384)];
        await using var client = new MemoryStream(sent);
        await using var guard = new Http2FloodGuard(client, _time);

        Assert.Equal(sent, await ReadAsync(guard, readBytes));
    }

    [Theory]
    [InlineData(Headers, 25)]
    [InlineData(Ping, 501)]
    [InlineData(WindowUpdate, 501)]
    [InlineData(Data, 501)]
    public async Task Read_TooManyFrames_BreaksOff(byte type, int count)
    {
        await using var client = new MemoryStream([.. Preface, .. Frames(type, count, 8)]);
        await using var guard = new Http2FloodGuard(client, _time);

        _ = await Assert.ThrowsAsync<IOException>(() => ReadAsync(guard, 1000));
    }

    [Fact]
    public async Task Read_AsManyStreamsInFiveSecondsAgainAndAgain_IsAllowed()
    {
        await using var client = new MemoryStream();
        await using var guard = new Http2FloodGuard(client, _time);
        client.Write(Preface);
        for (var i = 0; i < 10; i++)
        {
            var at = client.Position;
            client.Write(Frames(Headers, 24, 20));
            client.Position = i == 0 ? 0 : at;

            _ = await ReadAsync(guard, 1000);
            _time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private static async Task<byte[]> ReadAsync(Http2FloodGuard guard, int readBytes)
    {
        List<byte> received = [];
        var buffer = new byte[readBytes];
        for (int count; (count = await guard.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            received.AddRange(buffer.AsSpan(0, count));
        }

        return [.. received];
    }

    /// <summary>Builds frames (RFC 9113, section 4.1): 24 bits of length, then type, flags and stream.</summary>
    private static byte[] Frames(byte type, int count, int payloadBytes)
    {
        byte[] frame =
            [(byte)(payloadBytes >> 16), (byte)(payloadBytes >> 8), (byte)payloadBytes, type, 0, 0, 0, 0, 1, .. Enumerable.Repeat(Headers, payloadBytes)];
        return [.. Enumerable.Repeat(frame, count).SelectMany(static frame => frame)];
    }
}
