// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace EcsExporter.Server.Cluster.Documents;

/// <summary>
/// Interns strings within a refresh and from the refresh before it. Ten thousand tasks share most of their strings, and nearly all strings are the
/// same as 30 s before. Safe for concurrent use.
/// </summary>
internal sealed class TextPool
{
    /// <summary>The size up to which strings are interned. Longer ones are messages, which hardly repeat.</summary>
    private const int MaxPooledBytes = 512;

    private readonly Lock _lock = new();
    private HashSet<string> _current = new(StringComparer.Ordinal);
    private HashSet<string> _previous = new(StringComparer.Ordinal);

    /// <summary>Returns the string for UTF-8 bytes. Invalid bytes become U+FFFD.</summary>
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

    /// <summary>Starts a refresh, and drops the strings that the last refresh did not use.</summary>
    public void BeginRefresh()
    {
        lock (_lock)
        {
            (_previous, _current) = (_current, _previous);
            _current.Clear();
        }
    }
}
