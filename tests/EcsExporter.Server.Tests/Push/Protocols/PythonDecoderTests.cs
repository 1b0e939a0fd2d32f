// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EcsExporter.Server.Push.Protocols;
using EcsExporter.Server.Push.Readings;

namespace EcsExporter.Server.Tests.Push.Protocols;

/// <summary>Tests that another Snappy library and a protobuf parser written from the specification decode the same samples.</summary>
public sealed class PythonDecoderTests
{
    private const string Decoder =
        """
        import json, snappy, struct, sys
        def fields(data):
            at = 0
            def varint():
                nonlocal at
                value = shift = 0
                while True:
                    byte = data[at]; at += 1
                    value |= (byte & 127) << shift; shift += 7
                    if byte < 128:
                        return value
            while at < len(data):
                tag = varint()
                kind = tag & 7
                if kind == 0:
                    yield tag >> 3, varint()
                elif kind == 1:
                    yield tag >> 3, data[at:at + 8]; at += 8
                else:
                    assert kind == 2, kind
                    size = varint(); yield tag >> 3, data[at:at + size]; at += size
        result = []
        for number, series in fields(snappy.uncompress(sys.stdin.buffer.read())):
            assert number == 1
            labels, samples = {}, []
            for number, content in fields(series):
                pair = dict(fields(content))
                if number == 1:
                    labels[pair[1].decode()] = pair[2].decode()
                else:
                    samples.append((struct.unpack('<Q', pair[1])[0], pair[2]))
            assert len(samples) == 1
            result.append([labels, str(samples[0][0]), samples[0][1]])
        json.dump(result, sys.stdout)
        """;

    [RequiresFact(nameof(Requirements.PythonSnappy))]
    public async Task Encode_Payload_IsDecodedTheSameByAnotherImplementation()
    {
        var python = Requirements.PythonSnappy.Value;
        var time = FakeTime.Start;
        var snapshot = PushPayloads.Snapshot(0);
        var builder = new ReadingBuilder(new PushIdentity("ecs", "id"), static () => int.MaxValue);
        var reading = builder.Build(sink => PushPayloads.Registry.Collect(snapshot, sink), time);
        var body = new RemoteWriteProtocol().Encode(new SampleCursor(reading, [])).Body;

        var decoded = await DecodeAsync(python, body);

        Assert.Equal(
            [
                .. PushPayloads.Text(snapshot).Select(sample => PushedSeries.Of(sample, "ecs", "id", time.ToUnixTimeMilliseconds())),
                PushedSeries.Up("ecs", "id", time.ToUnixTimeMilliseconds()),
            ],
            decoded);
    }

    private static async Task<IReadOnlyList<PushedSeries>> DecodeAsync(string python, ReadOnlyMemory<byte> body)
    {
        using var process = new Process()
        {
            StartInfo = new ProcessStartInfo(python, ["-c", Decoder])
                { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _ = process.Start();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.BaseStream.WriteAsync(body, TestContext.Current.CancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return
        [
            .. JsonDocument.Parse(await output).RootElement.EnumerateArray().Select(series => new PushedSeries(
                PushedSeries.Join(series[0].EnumerateObject().Select(label => (label.Name, label.Value.GetString()!))),
                ulong.Parse(series[1].GetString()!, CultureInfo.InvariantCulture),
                series[2].GetInt64())),
        ];
    }
}
