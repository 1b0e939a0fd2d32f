// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Simulator.Behaviour;

/// <summary>Pseudo-random values, which are the same on every machine for the same key and seed.</summary>
internal static class Noise
{
    // FNV-1a over the key, then the finalizer of SplitMix64, so that similar keys give very different values.
    public static ulong Of(string key, int seed)
    {
        var hash = 14695981039346656037 ^ (uint)seed;
        foreach (var character in key)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return Of(hash);
    }

    public static ulong Of(ulong value)
    {
        var mixed = value + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A fraction in [0, 1).</summary>
    public static double Fraction(string key, int seed) => (Of(key, seed) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Lower-case hexadecimal digits, as in the identifiers of ECS and Docker.</summary>
    public static string Hexadecimal(string key, int seed, int digits) =>
        string.Create(digits, (Key: key, Seed: seed), static (text, from) =>
        {
            var start = Of(from.Key, from.Seed);
            for (var i = 0; i < text.Length; i++)
            {
                var sixteenDigits = Of(start + (ulong)(i / 16));
                text[i] = "0123456789abcdef"[(int)((sixteenDigits >> (i % 16 * 4)) & 15)];
            }
        });

    public static string Uuid(string key, int seed)
    {
        var digits = Hexadecimal(key, seed, 32);
        return $"{digits[..8]}-{digits[8..12]}-4{digits[13..16]}-a{digits[17..20]}-{digits[20..]}";
    }
}
