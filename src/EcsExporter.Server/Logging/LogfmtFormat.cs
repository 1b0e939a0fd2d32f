// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace EcsExporter.Server.Logging;

/// <summary><c>time=… level=INFO source=ecs_exporter msg="Listening on" address=127.0.0.1:9779</c></summary>
internal sealed class LogfmtFormat : ILineFormat
{
    /// <inheritdoc/>
    public void Write(in LogRecord record, IBufferWriter<byte> line)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in record.Fields())
        {
            text.Append(text.Length == 0 ? "" : " ")
                .AppendLogfmtValue(key)
                .Append('=')
                .AppendLogfmtValue(LogValue.ToText(value));
        }

        Encoding.UTF8.GetBytes(text.Append('\n').ToString(), line);
    }
}
