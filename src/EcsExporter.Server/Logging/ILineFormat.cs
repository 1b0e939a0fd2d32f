// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Logging;

/// <summary>A way to write a log record as one line.</summary>
internal interface ILineFormat
{
    /// <summary>The way of a format.</summary>
    static ILineFormat Of(LogFormat format) => format == LogFormat.Json ? new JsonFormat() : new LogfmtFormat();

    /// <summary>Appends the record as UTF-8, with exactly one line feed, at its end.</summary>
    void Write(in LogRecord record, IBufferWriter<byte> line);
}
