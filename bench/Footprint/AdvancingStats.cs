// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace EcsExporter.Footprint;

/// <summary>
/// A document <c>/task/stats</c> that is a second older with every request, as a running task's is: times and counters advance, the rest stays.
/// Otherwise an exporter that does not parse the same bytes twice would be measured without its parser.
/// </summary>
internal sealed class AdvancingStats
{
    /// <summary>The counters of the document, by their names in it; an entry of <c>percpu_usage</c> counts as one.</summary>
    private static readonly HashSet<string> Counters =
    [
        "total_usage", "usage_in_kernelmode", "usage_in_usermode", "percpu_usage", "system_cpu_usage", "periods",
        "rx_bytes", "rx_packets", "tx_bytes", "tx_packets", "value", "pgfault", "pgpgin", "pgpgout",
    ];

    // A counter grows in a second by its average over the ten minutes that the simulated task has run. The host's CPU time is older than the task;
    // it grows by two seconds, for two processors.
    private const ulong SecondsSoFar = 600;
    private const ulong MaxPerSecond = 2_000_000_000;

    private readonly byte[] _document;
    private readonly List<Field> _fields = [];
    private long _seconds;

    public AdvancingStats(byte[] document)
    {
        _document = document;
        Find();
    }

    /// <summary>The bytes that an answer may have at most.</summary>
    public int MaxLength => _document.Length + (_fields.Count * 20);

    /// <summary>How many documents were written.</summary>
    public long Written => Interlocked.Read(ref _seconds);

    /// <summary>Writes the next document; returns its length. Threads may call it at the same time.</summary>
    public int WriteNext(Span<byte> output)
    {
        var seconds = (ulong)Interlocked.Increment(ref _seconds);
        var (read, written) = (0, 0);
        foreach (var field in _fields)
        {
            var unchanged = _document.AsSpan(read, field.Start - read);
            unchanged.CopyTo(output[written..]);
            written += unchanged.Length + field.Write(output[(written + unchanged.Length)..], seconds);
            read = field.End;
        }

        _document.AsSpan(read).CopyTo(output[written..]);
        return written + _document.Length - read;
    }

    private void Find()
    {
        var reader = new Utf8JsonReader(_document);
        var name = "";
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.Number when Counters.Contains(name) && reader.TryGetUInt64(out var value) && value > 0:
                    _fields.Add(new Field(start, start + reader.ValueSpan.Length, value, Math.Clamp(value / SecondsSoFar, 1, MaxPerSecond), Time: null));
                    break;
                case JsonTokenType.String when name is "read" or "preread" && reader.TryGetDateTimeOffset(out var time) && time.Year > 1:
                    // Without the quotation marks.
                    _fields.Add(new Field(start + 1, start + 1 + reader.ValueSpan.Length, 0, 0, time));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A value that changes from document to document.</summary>
    /// <param name="Start">Its place in the first document.</param>
    /// <param name="End">Where it ends there.</param>
    /// <param name="Counter">A counter's first value.</param>
    /// <param name="PerSecond">What the counter grows by.</param>
    /// <param name="Time">A time's first value; null for a counter.</param>
    private readonly record struct Field(int Start, int End, ulong Counter, ulong PerSecond, DateTimeOffset? Time)
    {
        public int Write(Span<byte> output, ulong seconds)
        {
            int written;
            _ = Time is { } time
                ? time.AddSeconds(seconds).TryFormat(output, out written, "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)
                : Utf8Formatter.TryFormat(Counter + (PerSecond * seconds), output, out written);
            return written;
        }
    }
}
