// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// Limits repeated lines, so that neither a client nor a flapping endpoint fills a disk. The first line of a kind is written at once. For ten seconds
/// after that, lines of its kind are suppressed. When the ten seconds are over, the latest of them is written with the number of other suppressed
/// lines as <c>suppressed</c>. So the log always ends with the current state.
/// </summary>
/// <remarks>
/// A kind is a source, a level, a message template, and the values of a few attributes, see <see cref="Distinguishing"/>. Lines whose event names are
/// equal up to a dot, like <c>EndpointState.Failing</c> and <c>EndpointState.Working</c>, describe one state. A later line about a state replaces an
/// earlier one that is still waiting, even of another kind, so that they are never written in the wrong order.
/// </remarks>
internal sealed class RepetitionLimiter(LogSink sink) : IDisposable
{
    /// <summary>
    /// The attributes whose values distinguish kinds. They come from the configuration or the endpoint, and a client cannot influence them.
    /// </summary>
    private static readonly string[] Distinguishing = ["address", "endpoint", "err", "file", "kind", "reason"];

    /// <summary>The most kinds that are tracked. The exporter and its web server have fewer than a hundred templates.</summary>
    private const int MaxKinds = 256;

    /// <summary>The most kinds of one template. Further lines of the template share one kind. There are fewer kinds of anomalies.</summary>
    private const int MaxVariants = 16;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<Kind, long> _writtenAt = [];
    private readonly Dictionary<Kind, WaitingLine> _waiting = [];
    private ITimer? _timer;
    private long _wakeAt = long.MaxValue;

    /// <summary>Writes the line now, later, or not at all.</summary>
    public void Write(in LogRecord record, string? eventName)
    {
        if (!IsLimited(record))
        {
            Emit(record, 0);
            return;
        }

        lock (_lock)
        {
            var now = sink.Time.GetTimestamp();
            var kind = Remember(KindOf(record), now);
            var topic = TopicOf(kind, eventName);
            var suppressed = _waiting.Remove(topic, out var replaced) ? replaced.Suppressed + 1 : 0;
            if (DueIn(kind, now) is { } wait)
            {
                _waiting[topic] = new WaitingLine(record, kind, suppressed);
                WakeIn(wait, now);
                return;
            }

            _writtenAt[kind] = now;
            Emit(record, suppressed);
        }
    }

    /// <summary>Writes the lines that are still waiting, so that none is lost when the process ends.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            foreach (var line in _waiting.Values.OrderBy(line => line.Record.Time))
            {
                Emit(line.Record, line.Suppressed);
            }

            _waiting.Clear();
        }
    }

    /// <summary>
    /// Whether the line is limited. The exporter's own lines at debug level are not, because the operator asked to see each failed scrape. Lines that
    /// clients cause are limited at debug level too: the web server writes them, or they have the attribute <c>client</c>.
    /// </summary>
    private static bool IsLimited(in LogRecord record) =>
        record.Level > LogLevel.Debug
        || record.Source != ExporterLoggerFactory.Source
        || record.Attributes.Any(attribute => attribute.Key == "client");

    private static Kind KindOf(in LogRecord record)
    {
        var distinguishing = record.Attributes.Where(static attribute => attribute.Value is string && Distinguishing.Contains(attribute.Key));
        var variant = string.Concat(distinguishing.Select(static attribute => $"{attribute.Key}={attribute.Value}\n"));
        return new Kind(record.Source, record.Level, record.Template, variant);
    }

    private static Kind TopicOf(Kind kind, string? eventName) =>
        eventName?.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
            ? new Kind(kind.Source, LogLevel.None, eventName[..dot], null)
            : kind;

    /// <summary>Returns the kind under which the line is limited: its own, or a shared one when there are too many kinds.</summary>
    private Kind Remember(Kind kind, long now)
    {
        if (_writtenAt.ContainsKey(kind))
        {
            return kind;
        }

        foreach (var old in _writtenAt.Keys.Where(old => DueIn(old, now) is null))
        {
            _ = _writtenAt.Remove(old);
        }

        return _writtenAt.Count >= MaxKinds ? new Kind("", kind.Level, "", null)
            : _writtenAt.Keys.Count(other => other with { Variant = kind.Variant } == kind) >= MaxVariants ? kind with { Variant = null }
            : kind;
    }

    /// <summary>Returns how long a line of this kind has to wait; null when it can be written now.</summary>
    private TimeSpan? DueIn(Kind kind, long now) =>
        _writtenAt.TryGetValue(kind, out var writtenAt) && Interval - sink.Time.GetElapsedTime(writtenAt, now) is var wait && wait > TimeSpan.Zero
            ? wait
            : null;

    private void WakeIn(TimeSpan wait, long now)
    {
        var at = now + (long)(wait.TotalSeconds * sink.Time.TimestampFrequency);
        if (at < _wakeAt)
        {
            _wakeAt = at;
            _timer ??= sink.Time.CreateTimer(_ => WriteDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ = _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void WriteDue()
    {
        lock (_lock)
        {
            _wakeAt = long.MaxValue;
            var now = sink.Time.GetTimestamp();
            foreach (var (topic, line) in _waiting.OrderBy(waiting => waiting.Value.Record.Time).ToList())
            {
                if (DueIn(line.Kind, now) is { } wait)
                {
                    WakeIn(wait, now);
                    continue;
                }

                _ = _waiting.Remove(topic);
                _writtenAt[line.Kind] = now;
                Emit(line.Record, line.Suppressed);
            }
        }
    }

    private void Emit(in LogRecord record, int suppressed)
    {
        try
        {
            sink.Write(suppressed == 0 ? record : record with { Attributes = [.. record.Attributes, new("suppressed", suppressed)] });
        }
        catch (Exception failure)
        {
            // A value that cannot be formatted must not end the process.
            sink.Write(record.Failed(failure));
        }
    }

    /// <summary>
    /// Identifies repeated lines. The variant has the values of the distinguishing attributes; it is null for the kind that further lines share.
    /// </summary>
    private sealed record Kind(string Source, LogLevel Level, string Template, string? Variant);

    /// <summary>Holds the latest line about a state, and the number of suppressed lines before it.</summary>
    private sealed record WaitingLine(LogRecord Record, Kind Kind, int Suppressed);
}
