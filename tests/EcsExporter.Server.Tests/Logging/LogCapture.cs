// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

/// <summary>A logger factory that keeps its lines. Its time is 2026-11-22 08:06:46.362 UTC unless the test gives another clock.</summary>
internal sealed class LogCapture : TimeProvider, IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly LogSink _sink;
    private readonly ExporterLoggerFactory _factory;

    public LogCapture(LogFormat format = LogFormat.Logfmt, LogLevel level = LogLevel.Information, TimeProvider? time = null)
    {
        _sink = new LogSink(_stream, format, time ?? this);
        _factory = new ExporterLoggerFactory(level, _sink);
    }

    public string Text
    {
        get
        {
            _sink.Flush();
            return Encoding.UTF8.GetString(_stream.ToArray());
        }
    }

    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ILoggerFactory Factory => _factory;

    public ILogger Logger(string category = ExporterLoggerFactory.Source) => _factory.CreateLogger(category);

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 8, 6, 46, 362, TimeSpan.Zero);

    /// <summary>Writes the waiting lines, as at the end of the process.</summary>
    public void End() => _factory.Dispose();

    public void Dispose()
    {
        _factory.Dispose();
        _stream.Dispose();
    }
}
