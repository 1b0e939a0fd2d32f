// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Logging;

/// <summary>A way to write a log record as one line.</summary>
internal interface ILineFormat
{
    /// <summary>Appends the record as UTF-8, with exactly one line feed, at its end.</summary>
    void Write(in LogRecord record, IBufferWriter<byte> line);
}
