// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.IO.Compression;
using System.Text;
using EcsExporter.Server.Compression;

namespace EcsExporter.Server.Tests.Compression;

public class GzipEncoderTests
{
    private readonly GzipEncoder _encoder = new();

    public static TheoryData<string, byte[]> Inputs => new()
    {
        { "nothing", [] },
        { "one byte", [200] },
        { "three bytes", "abc"u8.ToArray() },
        { "every byte", [.. Enumerable.Range(0, 256).Select(value => (byte)value)] },
        { "one byte a million times", new byte[1_000_000] },
        { "a match that overlaps itself", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("abcde", 1000))) },
        { "the longest match and one more", [.. "start"u8, .. new byte[258], .. "middle"u8, .. new byte[259], .. "end"u8] },
        { "matches of every length", [.. Enumerable.Range(3, 260).SelectMany(
            length => Enumerable.Range(0, length).Select(value => (byte)value).Append((byte)255))] },
        {
            "the farthest match and one beyond",
            [.. "needle-1"u8, .. Random(32760, seed: 1), .. "needle-1"u8, .. "needle-2"u8, .. Random(32761, seed: 2), .. "needle-2"u8]
        },
        { "noise", Random(200_000, seed: 3) },
        { "an exposition", Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 2000).Select(i => $"ecs_container_cpu_usage_seconds_total{{container_name=\"é-{i % 7}\"}} {i * 0.37}\n"))) },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Compress_Any_UnpacksToIt(string name, byte[] input)
    {
        var packed = Pack(_encoder, input);

        Assert.True(input.AsSpan().SequenceEqual(Unpack(packed)), name);
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Append_PartsOfAny_UnpackToIt(string name, byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        _encoder.Begin(output);
        foreach (var part in input.Chunk(70_001))
        {
            _encoder.Append(part, output);
        }

        _encoder.End(output);

        Assert.True(input.AsSpan().SequenceEqual(Unpack(output.WrittenSpan.ToArray())), name);
    }

    [Fact]
    public void Compress_OneAfterTheOther_NoneDependsOnAnEarlierOne()
    {
        foreach (var row in Inputs)
        {
            var (_, input) = row.Data;
            Assert.Equal(Pack(new GzipEncoder(), input), Pack(_encoder, input));
        }
    }

    [Fact]
    public void Compress_RandomPieces_UnpackToThem()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            // Few different bytes and repeated parts give matches of all lengths and distances.
            List<byte> input = [];
            while (input.Count < random.Next(3000))
            {
                var length = random.Next(1, 400);
                if (input.Count > length && random.Next(2) == 0)
                {
                    input.AddRange(input.GetRange(random.Next(input.Count - length), length));
                }
                else
                {
                    input.AddRange(Enumerable.Range(0, length % 40).Select(_ => (byte)random.Next(random.Next(1, 256))));
                }
            }

            Assert.True(input.SequenceEqual(Unpack(Pack(_encoder, [.. input]))), $"seed {seed}, case {i}");
        }
    }

    [Fact]
    public void Compress_AnExposition_IsASmallPartOfIt()
    {
        var input = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 500).Select(i => $"ecs_container_memory_usage_bytes{{container_name=\"app-{i % 5}\"}} {i * 4096}\n")));

        Assert.InRange(Pack(_encoder, input).Length, 1, input.Length / 5);
    }

    private static byte[] Pack(GzipEncoder encoder, byte[] input)
    {
        var output = new ArrayBufferWriter<byte>();
        encoder.Compress(input, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
        {
            gzip.CopyTo(unpacked);
        }

        return unpacked.ToArray();
    }

    private static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
