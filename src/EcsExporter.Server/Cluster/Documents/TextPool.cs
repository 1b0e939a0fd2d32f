// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Gives the same string for the same bytes within a refresh and the one before it. Ten thousand tasks share most of their texts with each other, and
/// nearly all with what they said 30 s ago. Safe for concurrent use.
/// </summary>
internal sealed class TextPool
{
    /// <summary>Longer texts are messages, which hardly repeat.</summary>
    private const int MaxPooledBytes = 512;

    private readonly Lock _lock = new();
    private HashSet<string> _current = new(StringComparer.Ordinal);
    private HashSet<string> _previous = new(StringComparer.Ordinal);

    /// <summary>The string for UTF-8; bytes that are none become U+FFFD.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxPooledBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> buffer = stackalloc char[MaxPooledBytes];
        ReadOnlySpan<char> text = buffer[..Encoding.UTF8.GetChars(utf8, buffer)];
        lock (_lock)
        {
            if (_current.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
            {
                return known;
            }

            if (!_previous.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out known))
            {
                known = text.ToString();
            }

            _ = _current.Add(known);
            return known;
        }
    }

    /// <summary>Begins a refresh, and forgets the texts that the last one did not see.</summary>
    public void BeginRefresh()
    {
        lock (_lock)
        {
            (_previous, _current) = (_current, _previous);
            _current.Clear();
        }
    }
}
