// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Server.WebConfig.Authentication;

/// <summary>
/// Remembers which passwords were right and which were wrong, because a scraper sends the same one every few seconds. Both kinds are kept apart,
/// so that guesses cannot push out the passwords of scrapers. The caller makes sure that only one thread uses the cache at a time.
/// </summary>
/// <param name="capacity">How many of each kind are kept; the oldest are forgotten first.</param>
internal sealed class PasswordCache(int capacity)
{
    private readonly byte[] _processSecret = RandomNumberGenerator.GetBytes(32);
    private readonly Queue<string> _right = new();
    private readonly Queue<string> _wrong = new();

    /// <summary>
    /// The key of a check: SHA-256 over the process's secret and the three parts, each after its length, so that no other three parts give
    /// the same text (CVE-2022-46146). Without the secret, nobody who reads this memory can guess passwords from keys. May be called by any thread.
    /// </summary>
    public string Key(string user, string hash, ReadOnlySpan<byte> password)
    {
        byte[] text = [.. _processSecret, .. Prefix(Encoding.UTF8.GetBytes(user)), .. Prefix(Encoding.UTF8.GetBytes(hash)), .. Prefix(password)];
        return Convert.ToHexString(SHA256.HashData(text));
    }

    /// <summary>Whether the password was right, or null when that is not known.</summary>
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
