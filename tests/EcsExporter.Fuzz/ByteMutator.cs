// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Fuzz;

/// <summary>Damages bytes without regard to their meaning.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] Junk =
    [
        .. new[]
            {
                "\"", "\\", "{", "}", "[", "]", ",", ":", "null", "-", "1e999", "18446744073709551616", "\\ud800", "\n", "\r\n", "\t", " ", "\0", "\ufeff",
                "=", ";", "*",
            }
            .Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
    ];

    /// <summary>The bytes with some of them changed, removed, repeated or inserted.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> bytes, Random random)
    {
        List<byte> result = [.. bytes];
        for (var times = 1 + random.Next(4); times > 0; times--)
        {
            var at = random.Next(result.Count + 1);
            var length = Math.Min(result.Count - at, 1 + random.Next(random.Next(8) == 0 ? 2000 : 8));
            switch (random.Next(6))
            {
                case 0 when length > 0:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1 when length > 0:
                    result[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    result.RemoveRange(at, length);
                    break;
                case 3:
                    result.InsertRange(random.Next(result.Count + 1), result.GetRange(at, length));
                    break;
                case 4 when random.Next(8) == 0:
                    result.RemoveRange(at, result.Count - at);
                    break;
                default:
                    result.InsertRange(at, Junk[random.Next(Junk.Length)]);
                    break;
            }
        }

        return [.. result];
    }
}
