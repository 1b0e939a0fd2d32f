// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// Writes log lines to a stream in the background, each in one write. Only the end of the process waits for them, because a log driver that stops
/// reading blocks the writer. Lines are lost when the queue is full or the stream fails. The caller disposes the stream.
/// </summary>
internal sealed class LogSink(Stream stream, LogFormat format, TimeProvider time)
{
    /// <summary>The longest queue. Startup writes ten lines, and a scrape none.</summary>
    private const int MaxWaiting = 1024;

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _waiting = new();
    private volatile Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private int _lost;

    /// <summary>The clock of the lines.</summary>
    public TimeProvider Time => time;

    /// <summary>
    /// Opens the stream. Opening standard error fails when the process was started with it closed; lines are then discarded.
    /// </summary>
    public static LogSink OpenOrDiscard(Func<Stream> open, LogFormat format, TimeProvider time)
    {
        try
        {
            return new(open(), format, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(Stream.Null, format, time);
        }
    }

    /// <summary>Queues one line. Throws only what formatting a value of the record throws.</summary>
    public void Write(in LogRecord record)
    {
        var line = LineFormatter.Format(format, record);
        lock (_lock)
        {
            if (_waiting.Count == MaxWaiting)
            {
                _lost++;
                return;
            }

            _waiting.Enqueue(line);
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = Task.Run(WriteWaiting);
            }
        }
    }

    /// <summary>Waits until the lines are written, at most one second.</summary>
    public void Flush() => _ = _writing.Wait(FlushTimeout);

    private void WriteWaiting()
    {
        while (Take() is { } line)
        {
            try
            {
                stream.Write(line);
                stream.Flush();
            }
            catch (Exception)
            {
                // A closed standard error must not end the process, and there is no other place to report it.
            }
        }
    }

    /// <summary>
    /// Returns the next line, or null when there is none. After null, the next <see cref="Write"/> starts the background task again.
    /// </summary>
    private byte[]? Take()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var line))
            {
                return line;
            }

            var lost = _lost;
            _lost = 0;
            _isWriting = lost > 0;
            return _isWriting ? LostLine(lost) : null;
        }
    }

    private byte[] LostLine(int lines)
    {
        var source = ExporterLoggerFactory.Source;
        return LineFormatter.Format(
            format,
            new(time.GetUtcNow(), LogLevel.Warning, source, "Log lines were dropped because standard error was blocked", [new("lines", lines)]));
    }
}
