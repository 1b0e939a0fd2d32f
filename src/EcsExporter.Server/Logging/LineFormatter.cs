// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.Logging;

/// <summary>The format of a log line. Both formats have the same keys in the same order.</summary>
internal enum LogFormat
{
    /// <summary><c>time=… level=INFO source=ecs_exporter msg="Listening on" address=127.0.0.1:9779</c>. Values are quoted when necessary.</summary>
    Logfmt,

    /// <summary><c>{"time":"…","level":"INFO","source":"ecs_exporter","msg":"Listening on","address":"127.0.0.1:9779"}</c>.</summary>
    Json,
}

/// <summary>Formats a log record as one line.</summary>
internal static class LineFormatter
{
    // Log lines are not embedded in HTML, so <, > and & stay readable.
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the record as UTF-8. Its only line feed is at the end.</summary>
    public static byte[] Format(LogFormat format, in LogRecord record) => format switch
    {
        LogFormat.Logfmt => Logfmt(record),
        LogFormat.Json => Json(record),
    };

    private static byte[] Logfmt(in LogRecord record)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in record.Fields())
        {
            text.Append(text.Length == 0 ? "" : " ").AppendLogfmtValue(key).Append('=').AppendLogfmtValue(LogValue.ToText(value));
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private static byte[] Json(in LogRecord record)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, JsonOptions))
        {
            json.WriteStartObject();
            foreach (var (key, value) in record.Fields())
            {
                json.WritePropertyName(key);
                if (IsJsonLiteral(value))
                {
                    json.WriteRawValue(LogValue.ToText(value));
                }
                else
                {
                    json.WriteStringValue(LogValue.ToText(value));
                }
            }

            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    /// <summary>Whether the invariant text of the value is also a number, a boolean or null in JSON.</summary>
    private static bool IsJsonLiteral(object? value) => value switch
    {
        float number => float.IsFinite(number),
        double number => double.IsFinite(number),
        null or bool or byte or sbyte or short or ushort or int or uint or long or ulong or decimal => true,
        _ => false,
    };
}
