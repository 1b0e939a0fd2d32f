// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Logging;

/// <summary>
/// Where log lines go: each is one write to the stream, so lines of different threads never mix. A stream that cannot be
/// written to loses lines and does nothing else.
/// </summary>
/// <param name="stream">Standard error; stays the caller's.</param>
/// <param name="format">How a line is written.</param>
/// <param name="time">Stamps the lines.</param>
internal sealed class LogSink(Stream stream, LogFormat format, TimeProvider time)
{
    private readonly Lock _oneLineAtATime = new();
    private readonly ILineFormat _format = format == LogFormat.Json ? new JsonFormat() : new LogfmtFormat();

    /// <summary>The time for a new record.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

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

    /// <summary>Writes one line before it returns. Throws only what the record's own values throw when they are put into words.</summary>
    public void Write(in LogRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        _format.Write(record, line);
        try
        {
            lock (_oneLineAtATime)
            {
                stream.Write(line.WrittenSpan);
                stream.Flush();
            }
        }
        catch (Exception)
        {
            // A closed standard error must not end the process, and there is nowhere left to complain.
        }
    }
}
