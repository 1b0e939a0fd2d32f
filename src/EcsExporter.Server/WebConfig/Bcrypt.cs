// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// The password hash bcrypt. Reference: N. Provos and D. Mazières, "A Future-Adaptable Password Scheme" (USENIX 1999), over
/// B. Schneier's Blowfish (1993).
/// </summary>
internal static class Bcrypt
{
    /// <summary>Bytes of salt.</summary>
    public const int SaltSize = 16;

    /// <summary>Bytes of digest: the last of the 24 that are computed is not part of it.</summary>
    public const int DigestSize = 23;

    private const int SubkeyCount = BlowfishDigits.SubkeyCount;
    private const int Rounds = 16;

    /// <summary>
    /// Whether the password hashes to this. Of the password, the first 72 bytes count, as with every implementation that
    /// made the hashes in use. Takes the same time whatever the answer: about 50 ms for cost 10, twice that for each step more.
    /// </summary>
    public static bool Verify(BcryptHash hash, ReadOnlySpan<byte> password) => Verify(hash, password, static () => false)!.Value;

    /// <summary>The same, or null if it was asked to stop before it had the answer.</summary>
    public static bool? Verify(BcryptHash hash, ReadOnlySpan<byte> password, Func<bool> shouldStop)
    {
        Span<byte> digest = stackalloc byte[24];
        return TryCompute(password, hash.Salt.Span, hash.Cost, shouldStop, digest)
            ? CryptographicOperations.FixedTimeEquals(digest[..DigestSize], hash.Digest.Span)
            : null;
    }

    private static bool TryCompute(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost, Func<bool> shouldStop, Span<byte> digest)
    {
        var state = BlowfishDigits.OfPi.ToArray();
        Span<uint> key = stackalloc uint[SubkeyCount];
        ReadKey(password, key);
        Span<uint> saltWords = stackalloc uint[SaltSize / sizeof(uint)];
        ReadBigEndian(salt, saltWords);
        ReadOnlySpan<uint> noSalt = [0, 0, 0, 0];
        Span<uint> saltKey = stackalloc uint[SubkeyCount];
        for (var i = 0; i < SubkeyCount; i++)
        {
            saltKey[i] = saltWords[i % saltWords.Length];
        }

        Expand(state, key, saltWords);
        var isStopped = false;
        for (var round = 0UL; round < 1UL << cost && !isStopped; round++)
        {
            isStopped = shouldStop();
            Expand(state, key, noSalt);
            Expand(state, saltKey, noSalt);
        }

        Span<uint> text = stackalloc uint[6];
        ReadBigEndian("OrpheanBeholderScryDoubt"u8, text);
        for (var i = 0; i < text.Length; i += 2)
        {
            for (var repeat = 0; repeat < 64; repeat++)
            {
                Encrypt(state, ref text[i], ref text[i + 1]);
            }

            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], text[i]);
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * (i + 1))..], text[i + 1]);
        }

        // Both can be turned back into the password.
        key.Clear();
        Array.Clear(state);
        return !isStopped;
    }

    /// <summary>The password and a zero byte, over and over, until every subkey had its four bytes.</summary>
    private static void ReadKey(ReadOnlySpan<byte> password, Span<uint> key)
    {
        var next = 0;
        for (var i = 0; i < 4 * key.Length; i++)
        {
            key[i / 4] = (key[i / 4] << 8) | (next < password.Length ? password[next] : 0u);
            next = next < password.Length ? next + 1 : 0;
        }
    }

    private static void ReadBigEndian(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);
        }
    }

    /// <summary>Mixes a key into the subkeys, then replaces all the state by what it encrypts the salt to, block by block.</summary>
    private static void Expand(uint[] state, ReadOnlySpan<uint> key, ReadOnlySpan<uint> salt)
    {
        for (var i = 0; i < SubkeyCount; i++)
        {
            state[i] ^= key[i];
        }

        var (left, right) = (0u, 0u);
        for (var i = 0; i < state.Length; i += 2)
        {
            left ^= salt[i & 2];
            right ^= salt[(i & 2) + 1];
            Encrypt(state, ref left, ref right);
            state[i] = left;
            state[i + 1] = right;
        }
    }

    private static void Encrypt(uint[] state, ref uint leftHalf, ref uint rightHalf)
    {
        var (left, right) = (leftHalf, rightHalf);
        for (var i = 0; i < Rounds; i += 2)
        {
            left ^= state[i];
            right ^= Mix(state, left);
            right ^= state[i + 1];
            left ^= Mix(state, right);
        }

        leftHalf = right ^ state[Rounds + 1];
        rightHalf = left ^ state[Rounds];
    }

    /// <summary>Blowfish's function F, one S-box for each byte.</summary>
    private static uint Mix(uint[] state, uint half) =>
        ((state[SubkeyCount + (half >> 24)] + state[SubkeyCount + 256 + (byte)(half >> 16)])
            ^ state[SubkeyCount + 512 + (byte)(half >> 8)])
        + state[SubkeyCount + 768 + (byte)half];
}
