// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Tests.Logging;

/// <summary>A factory whose lines are kept, at 2026-11-22 08:06:46.362 UTC.</summary>
internal sealed class LogCapture : TimeProvider, IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly LogSink _sink;
    private readonly ExporterLoggerFactory _factory;

    public LogCapture(LogFormat format = LogFormat.Logfmt, LogLevel level = LogLevel.Information)
    {
        _sink = new LogSink(_stream, format, this);
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

    public ILoggerFactory Factory => _factory;

    public ILogger Logger(string category = ExporterLoggerFactory.Source) => _factory.CreateLogger(category);

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 22, 8, 6, 46, 362, TimeSpan.Zero);

    public void Dispose()
    {
        _factory.Dispose();
        _stream.Dispose();
    }
}
