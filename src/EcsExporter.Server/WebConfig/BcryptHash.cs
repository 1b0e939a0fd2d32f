// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Globalization;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// What a password hashes to, as <c>htpasswd</c> writes it: <c>$2y$10$</c>, 22 characters of salt, 31 of digest. 2a, 2b and
/// 2y name the same function here; they told the mistakes of old implementations apart.
/// </summary>
internal sealed class BcryptHash
{
    private const int Length = 60;
    private const int PrefixLength = 7;
    private const int SaltLength = 22;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> AlphabetSet = SearchValues.Create(Alphabet);

    private BcryptHash(string text, int cost)
    {
        Text = text;
        Cost = cost;
        Salt = Decode(text.AsSpan(PrefixLength, SaltLength), Bcrypt.SaltSize);
        Digest = Decode(text.AsSpan(PrefixLength + SaltLength), Bcrypt.DigestSize);
    }

    /// <summary>The hash as it stands in the file.</summary>
    public string Text { get; }

    /// <summary>The binary logarithm of the rounds, 4 to 31.</summary>
    public int Cost { get; }

    /// <summary>16 bytes.</summary>
    public ReadOnlyMemory<byte> Salt { get; }

    /// <summary>23 bytes.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>Reads a hash.</summary>
    /// <exception cref="FormatException">It is none; the message does not quote it.</exception>
    public static BcryptHash Parse(string text)
    {
        if (text.Length != Length)
        {
            throw new FormatException(
                text.Length < Length ? "hashedSecret too short to be a bcrypted password" : "hashedSecret too long to be a bcrypted password");
        }

        if (text is not ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..])
        {
            throw new FormatException("hashedSecret must begin like $2y$10$, with 2a, 2b or 2y");
        }

        if (!int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) || cost is < 4 or > 31)
        {
            throw new FormatException("hashedSecret must have a cost from 04 to 31");
        }

        return text.AsSpan(PrefixLength).ContainsAnyExcept(AlphabetSet)
            ? throw new FormatException("hashedSecret must have only letters, digits, / and . after its cost")
            : new BcryptHash(text, cost);
    }

    /// <summary>Base64 with bcrypt's own alphabet, most significant bits first; the bits left over at the end say nothing.</summary>
    private static byte[] Decode(ReadOnlySpan<char> text, int size)
    {
        var bytes = new byte[size];
        var (bits, bitCount, next) = (0, 0, 0);
        foreach (var character in text)
        {
            bits = (bits << 6) | Alphabet.IndexOf(character, StringComparison.Ordinal);
            bitCount += 6;
            if (bitCount >= 8 && next < size)
            {
                bitCount -= 8;
                bytes[next++] = (byte)(bits >> bitCount);
            }
        }

        return bytes;
    }
}
