// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// Where log lines go: each is one write to the stream, one after the other. Nobody waits for it but the end of the process: a log driver
/// that reads no more blocks whoever writes. Lines for which there is no room then, and lines that a stream refuses, are lost.
/// </summary>
/// <param name="stream">Standard error; stays the caller's.</param>
/// <param name="format">How a line is written.</param>
/// <param name="time">Stamps the lines.</param>
internal sealed class LogSink(Stream stream, LogFormat format, TimeProvider time)
{
    /// <summary>Lines that wait at most; a start has ten, and a scrape none.</summary>
    private const int MaxWaiting = 1024;

    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);

    private readonly ILineFormat _format = ILineFormat.Of(format);
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private int _lost;

    /// <summary>The clock of the lines.</summary>
    public TimeProvider Time => time;

    /// <summary>
    /// A sink for a stream that may fail to open, as standard error does in a process that was started with it closed:
    /// lines are then discarded.
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

    /// <summary>Takes one line, to be written at once. Throws only what the record's own values throw when they are put into words.</summary>
    public void Write(in LogRecord record)
    {
        var line = Line(record);
        lock (_gate)
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

    /// <summary>Waits until the lines are written, or for a second if the stream takes none.</summary>
    public void Flush()
    {
        Task writing;
        lock (_gate)
        {
            writing = _writing;
        }

        _ = writing.Wait(FlushPatience);
    }

    private void WriteWaiting()
    {
        while (TryTake(out var line))
        {
            try
            {
                stream.Write(line.Span);
                stream.Flush();
            }
            catch (Exception)
            {
                // A closed standard error must not end the process, and there is nowhere left to complain.
            }
        }
    }

    private bool TryTake(out ReadOnlyMemory<byte> line)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out line))
            {
                return true;
            }

            _isWriting = _lost > 0;
            if (_isWriting)
            {
                line = Line(new(time.GetUtcNow(), LogLevel.Warning, ExporterLoggerFactory.Source, "Lines of the log were lost, standard error was blocked", [new("lines", _lost)]));
                _lost = 0;
            }

            return _isWriting;
        }
    }

    private ReadOnlyMemory<byte> Line(in LogRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        _format.Write(record, line);
        return line.WrittenMemory;
    }
}
