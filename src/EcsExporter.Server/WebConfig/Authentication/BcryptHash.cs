// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Blowfish = BCrypt.Net.BCrypt;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>
/// Holds a bcrypt hash of a password, as <c>htpasswd</c> writes it: <c>$2y$10$</c>, 22 characters of salt, 31 of digest. The variants 2a, 2b and 2y
/// mean the same function here. They marked mistakes of old implementations.
/// </summary>
/// <remarks>
/// The library's own check takes a string, so it would refuse passwords that are not UTF-8, which servers written in Go accept. It also cannot be
/// cancelled. Therefore this class runs the rounds itself, and uses private members of the library for Blowfish. The library's version is pinned, and
/// the published vectors in the tests fail if another version changes these members.
/// </remarks>
internal sealed class BcryptHash
{
    private const int Length = 60;
    private const int PrefixLength = 7;
    private const int SaltLength = 22;
    private const int SaltBytes = 16;

    // bcrypt computes 24 bytes and drops the last one.
    private const int DigestBytes = 23;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> AlphabetSet = SearchValues.Create(Alphabet);

    private readonly byte[] _salt;
    private readonly byte[] _digest;

    private BcryptHash(string text, int cost)
    {
        Text = text;
        Cost = cost;
        _salt = Decode(text.AsSpan(PrefixLength, SaltLength), SaltBytes);
        _digest = Decode(text.AsSpan(PrefixLength + SaltLength), DigestBytes);
    }

    /// <summary>The hash as it is in the file.</summary>
    public string Text { get; }

    /// <summary>The binary logarithm of the number of rounds, 4 to 31.</summary>
    public int Cost { get; }

    /// <exception cref="FormatException">The text is not a hash. The message does not quote it.</exception>
    public static BcryptHash Parse(string text)
    {
        if (text.Length != Length)
        {
            throw new FormatException("the value is not a bcrypt hash: " + Advice(text));
        }

        if (text is not ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..])
        {
            throw new FormatException("the hash must begin like $2y$10$, with 2a, 2b or 2y: " + Advice(text));
        }

        if (!int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost) || cost is < 4 or > 31)
        {
            throw new FormatException("the hash must have a cost from 04 to 31");
        }

        return text.AsSpan(PrefixLength).ContainsAnyExcept(AlphabetSet)
            ? throw new FormatException("the hash must have only letters, digits, / and . after its cost")
            : new BcryptHash(text, cost);
    }

    /// <summary>
    /// Whether the password has this hash, or null if <paramref name="shouldStop"/> stopped the computation. Only the first 72 bytes of the password
    /// count, as in every implementation that made the hashes in use. The time does not depend on the result: about 50 ms for cost 10, and twice as
    /// long for each step more.
    /// </summary>
    /// <param name="password">The password's bytes, in the encoding of the client.</param>
    /// <param name="shouldStop">Called before each round.</param>
    public bool? Verify(ReadOnlySpan<byte> password, Func<bool> shouldStop)
    {
        ReadOnlySpan<byte> key = [.. password, 0];
        var blowfish = new Blowfish();
        InitializeKey(blowfish);
        EKSKey(blowfish, _salt, key);
        for (var round = 0UL; round < 1UL << Cost; round++)
        {
            if (shouldStop())
            {
                return null;
            }

            Key(blowfish, key);
            Key(blowfish, _salt);
        }

        return CryptographicOperations.FixedTimeEquals(Encrypt(blowfish, "OrpheanBeholderScryDoubt"u8).AsSpan(0, DigestBytes), _digest);
    }

    /// <summary>Returns what to write instead. It does not quote the text, because it may be the password itself.</summary>
    private static string Advice(string text) => text switch
    {
        "" => "it is empty",
        _ when text.Contains(":$2", StringComparison.Ordinal) => "use only the part after the colon in a line of htpasswd",
        ['$', '2', ..] => "a part is missing, or there is more than the hash",
        _ => "use a bcrypt hash of the password, such as htpasswd -nB USER prints after the colon",
    };

    private static byte[] Encrypt(Blowfish blowfish, ReadOnlySpan<byte> text)
    {
        var encrypted = new byte[text.Length];
        Span<uint> block = stackalloc uint[2];
        for (var i = 0; i < text.Length; i += 2 * sizeof(uint))
        {
            block[0] = BinaryPrimitives.ReadUInt32BigEndian(text[i..]);
            block[1] = BinaryPrimitives.ReadUInt32BigEndian(text[(i + sizeof(uint))..]);
            for (var repeat = 0; repeat < 64; repeat++)
            {
                Encipher(blowfish, block, 0);
            }

            BinaryPrimitives.WriteUInt32BigEndian(encrypted.AsSpan(i), block[0]);
            BinaryPrimitives.WriteUInt32BigEndian(encrypted.AsSpan(i + sizeof(uint)), block[1]);
        }

        return encrypted;
    }

    /// <summary>Decodes base64 with bcrypt's alphabet, most significant bits first. Bits that remain at the end are ignored.</summary>
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

    // Sets Blowfish's initial state.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void InitializeKey(Blowfish blowfish);

    // Mixes the key and the salt into the state.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void EKSKey(Blowfish blowfish, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> key);

    // Mixes a key into the state.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Key(Blowfish blowfish, ReadOnlySpan<byte> key);

    // Encrypts the two halves of a block in place.
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void Encipher(Blowfish blowfish, Span<uint> block, int offset);
}
