// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EcsExporter.Server.WebConfig;

/// <summary>
/// Which passwords were checked, and how it ended: a scraper comes every few seconds with the same one. Right and wrong ones
/// are kept apart, so that guessing cannot push out those of the scrapers, and only the latest of each.
/// </summary>
/// <param name="capacity">How many of each are kept.</param>
internal sealed class CheckedPasswords(int capacity)
{
    private const int MaxOnStack = 512;

    private readonly Lock _oneAtATime = new();
    private readonly byte[] _processSecret = RandomNumberGenerator.GetBytes(32);
    private readonly HashSet<string> _right = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);
    private readonly Queue<string> _rightByAge = new();
    private readonly Queue<string> _wrongByAge = new();

    /// <summary>
    /// The key of one check: SHA-256 over the process's secret and the three parts, each after its length, so that no other
    /// three parts are the same text (CVE-2022-46146). The secret makes the key useless to whoever reads this memory.
    /// </summary>
    /// <param name="user">The name.</param>
    /// <param name="hash">The hash that it was checked against.</param>
    /// <param name="password">What was given.</param>
    public string Key(string user, string hash, ReadOnlySpan<byte> password)
    {
        var length = _processSecret.Length + (3 * sizeof(int)) + Encoding.UTF8.GetByteCount(user) + Encoding.UTF8.GetByteCount(hash) + password.Length;
        var text = length <= MaxOnStack ? stackalloc byte[length] : new byte[length];
        _processSecret.CopyTo(text);
        var end = Append(text, _processSecret.Length, user);
        end = Append(text, end, hash);
        BinaryPrimitives.WriteInt32BigEndian(text[end..], password.Length);
        password.CopyTo(text[(end + sizeof(int))..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(text, digest);

        // It holds the password.
        text.Clear();
        return Convert.ToHexString(digest);
    }

    /// <summary>How the check ended, or null when it is not known.</summary>
    public bool? Find(string key)
    {
        lock (_oneAtATime)
        {
            return _right.Contains(key) ? true : _wrong.Contains(key) ? false : null;
        }
    }

    /// <summary>Keeps how a check ended.</summary>
    public void Add(string key, bool isRight)
    {
        var (known, byAge) = isRight ? (_right, _rightByAge) : (_wrong, _wrongByAge);
        lock (_oneAtATime)
        {
            if (!known.Add(key))
            {
                return;
            }

            byAge.Enqueue(key);
            if (byAge.Count > capacity)
            {
                _ = known.Remove(byAge.Dequeue());
            }
        }
    }

    /// <summary>Writes a part behind its length; gives where it ends.</summary>
    private static int Append(Span<byte> text, int at, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, text[(at + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(text[at..], length);
        return at + sizeof(int) + length;
    }
}
