// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// A logger whose lines carry the parameters of the <c>[LoggerMessage]</c> method as attributes, whether its message names them or not.
/// </summary>
internal sealed class ExporterLogger(string source, LogLevel minimum, RepetitionLimiter lines, TimeProvider time) : ILogger
{
    private readonly LineOrigin _origin = OriginOf(source);

    /// <summary>No scopes: the ecosystem's lines are flat.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && WrittenAs(logLevel, null) >= minimum;

    /// <summary>Writes one line. Never throws: when a call cannot be formatted, a line that says so takes its place.</summary>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var level = WrittenAs(logLevel, exception);
        if (logLevel == LogLevel.None || level < minimum)
        {
            return;
        }

        var attributes = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        var record = new LogRecord(time.GetUtcNow(), level, source, "", attributes, exception, WithStack: minimum <= LogLevel.Debug);
        try
        {
            record = record with { Message = formatter(state, exception) };
        }
        catch (Exception failure)
        {
            record = record.Failed(failure);
        }

        lines.Write(record, eventId.Name);
    }

    /// <summary>The origin of a logger's lines. Kestrel writes about connections under names below its own, like <c>….Kestrel.Http2</c>.</summary>
    private static LineOrigin OriginOf(string category) => category switch
    {
        _ when category.StartsWith("Microsoft.AspNetCore.Server.Kestrel.", StringComparison.Ordinal) => LineOrigin.Connection,
        _ when category.StartsWith("Microsoft.", StringComparison.Ordinal) => LineOrigin.Framework,
        _ when category.StartsWith("System.", StringComparison.Ordinal) => LineOrigin.Framework,
        _ => LineOrigin.Exporter,
    };

    /// <summary>
    /// The level at which a line is written; lines that a client can cause are written at debug only. Lines about connections are always
    /// Debug: Kestrel logs Critical when a client resets many streams. The framework's other warnings are about clients or a busy machine, and
    /// so are its errors when a connection broke. Any other error of the framework is a bug or a listener that stopped accepting, and keeps
    /// its level.
    /// </summary>
    private LogLevel WrittenAs(LogLevel level, Exception? error) => _origin switch
    {
        LineOrigin.Exporter => level,
        LineOrigin.Framework when level >= LogLevel.Error && error is not (IOException or OperationCanceledException) => level,
        _ => level > LogLevel.Debug ? LogLevel.Debug : level,
    };
}

/// <summary>The process's only logger factory; <paramref name="level"/> is the lowest level that is written.</summary>
internal sealed class ExporterLoggerFactory(LogLevel level, LogSink sink) : ILoggerFactory
{
    /// <summary>The <c>source</c> of the exporter's own lines.</summary>
    public const string Source = "ecs_exporter";

    private readonly RepetitionLimiter _lines = new(sink);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ExporterLogger(categoryName, level, _lines, sink.Time);

    /// <summary>Not supported: the sink is the only output.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to standard error only.");

    /// <summary>Writes the lines that are still waiting.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        sink.Flush();
    }
}

/// <summary>What writes a line.</summary>
internal enum LineOrigin
{
    /// <summary>The exporter itself.</summary>
    Exporter,

    /// <summary>The framework, about itself or about a connection.</summary>
    Framework,

    /// <summary>Kestrel, about a connection and what its client does on it.</summary>
    Connection,
}
