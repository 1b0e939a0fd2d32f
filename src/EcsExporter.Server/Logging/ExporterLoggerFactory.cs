// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>The process's only logger factory.</summary>
/// <param name="level">The lowest level that is written.</param>
/// <param name="sink">Where lines go.</param>
internal sealed class ExporterLoggerFactory(LogLevel level, LogSink sink) : ILoggerFactory
{
    /// <summary>The <c>source</c> of the exporter's own lines.</summary>
    public const string Source = "ecs_exporter";

    private readonly RepetitionLimiter _lines = new(sink);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        new ExporterLogger(categoryName, level, LineOrigins.Of(categoryName), _lines, sink.Time);

    /// <summary>There is one way out for lines, and it is the sink.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to standard error only.");

    /// <summary>Leaves no line unwritten that can be written.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        sink.Flush();
    }
}
