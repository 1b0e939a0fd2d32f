// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace EcsExporter.Footprint;

/// <summary>
/// A document <c>/task/stats</c> that advances by a second with every request: times and counters grow, other fields stay. With a constant document,
/// an exporter that does not parse the same bytes twice would be measured without its parser.
/// </summary>
internal sealed class AdvancingStats
{
    /// <summary>The names of the counters in the document; each entry of <c>percpu_usage</c> is a counter.</summary>
    private static readonly HashSet<string> Counters =
    [
        "total_usage", "usage_in_kernelmode", "usage_in_usermode", "percpu_usage", "system_cpu_usage", "periods",
        "rx_bytes", "rx_packets", "tx_bytes", "tx_packets", "value", "pgfault", "pgpgin", "pgpgout",
    ];

    // In a second, a counter grows by its average over the ten minutes that the simulated task has run. The host's CPU time started before the task,
    // so its growth is limited to two seconds, for two processors.
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

    /// <summary>The most bytes of an answer.</summary>
    public int MaxLength => _document.Length + (_fields.Count * 20);

    /// <summary>The number of documents written.</summary>
    public long Written => Interlocked.Read(ref _seconds);

    /// <summary>Writes the next document and returns its length. Thread-safe.</summary>
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
                    // The field is the text without its quotation marks.
                    _fields.Add(new Field(start + 1, start + 1 + reader.ValueSpan.Length, 0, 0, time));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A value that changes from document to document.</summary>
    /// <param name="Start">The offset of its first byte in the first document.</param>
    /// <param name="End">The offset after its last byte in the first document.</param>
    /// <param name="Counter">The first value of a counter.</param>
    /// <param name="PerSecond">The growth of the counter in a second.</param>
    /// <param name="Time">The first value of a time; null for a counter.</param>
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
