// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>
/// Caches which passwords were right and which were wrong, because a scraper sends the same one every few seconds. The two kinds are separate, so
/// that guesses cannot displace the passwords of scrapers. Not safe for concurrent use, except for <see cref="Key"/>.
/// </summary>
/// <param name="capacity">The number of passwords of each kind. The oldest are dropped first.</param>
internal sealed class PasswordCache(int capacity)
{
    private readonly byte[] _processSecret = RandomNumberGenerator.GetBytes(32);
    private readonly Queue<string> _right = new();
    private readonly Queue<string> _wrong = new();

    /// <summary>
    /// Returns the key of a check: SHA-256 over a secret of the process and the three parts, each preceded by its length, so that other parts cannot
    /// give the same text (CVE-2022-46146). Because of the secret, the keys do not help to guess passwords. Any thread may call this.
    /// </summary>
    public string Key(string user, string hash, ReadOnlySpan<byte> password)
    {
        byte[] text = [.. _processSecret, .. Prefix(Encoding.UTF8.GetBytes(user)), .. Prefix(Encoding.UTF8.GetBytes(hash)), .. Prefix(password)];
        return Convert.ToHexString(SHA256.HashData(text));
    }

    /// <summary>Returns whether the password was right; null when it is not cached.</summary>
    public bool? Find(string key) => _right.Contains(key) ? true : _wrong.Contains(key) ? false : null;

    public void Add(string key, bool isRight)
    {
        var keys = isRight ? _right : _wrong;
        if (!keys.Contains(key))
        {
            keys.Enqueue(key);
        }

        if (keys.Count > capacity)
        {
            _ = keys.Dequeue();
        }
    }

    private static byte[] Prefix(ReadOnlySpan<byte> part) => [.. BitConverter.GetBytes(part.Length), .. part];
}
