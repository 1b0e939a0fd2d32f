// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// Writes log lines with all parameters of the <c>[LoggerMessage]</c> method as attributes, whether the message names them or not.
/// </summary>
internal sealed class ExporterLogger(string source, LogLevel minimum, RepetitionLimiter lines, TimeProvider time) : ILogger
{
    private readonly bool _isFramework =
        source.StartsWith("Microsoft.", StringComparison.Ordinal) || source.StartsWith("System.", StringComparison.Ordinal);

    // Kestrel logs connections, and what clients do on them, in categories below its own, such as ….Kestrel.Http2.
    private readonly bool _isConnection = source.StartsWith("Microsoft.AspNetCore.Server.Kestrel.", StringComparison.Ordinal);

    /// <summary>Returns null, because log lines have no scopes.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && WrittenAs(logLevel, null) >= minimum;

    /// <summary>Writes one line. Never throws: a call that cannot be formatted is replaced by a line that reports it.</summary>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
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

    /// <summary>
    /// Returns the level at which a line is written. Lines that a client can cause are written at debug level. Lines about connections are always
    /// Debug, because Kestrel logs Critical when a client resets many streams. Other warnings of the framework are about clients or a busy machine,
    /// and so are its errors about a broken connection. Any other error of the framework is a bug or a listener that stopped accepting, and keeps its
    /// level.
    /// </summary>
    private LogLevel WrittenAs(LogLevel level, Exception? error)
    {
        var keepsLevel = !_isFramework || (!_isConnection && level >= LogLevel.Error && error is not (IOException or OperationCanceledException));
        return keepsLevel || level < LogLevel.Debug ? level : LogLevel.Debug;
    }
}

/// <summary>Creates the loggers of the process. <paramref name="level"/> is the lowest level that is written.</summary>
internal sealed class ExporterLoggerFactory(LogLevel level, LogSink sink) : ILoggerFactory
{
    /// <summary>The <c>source</c> of the exporter's own lines.</summary>
    public const string Source = "ecs_exporter";

    private readonly RepetitionLimiter _lines = new(sink);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ExporterLogger(categoryName, level, _lines, sink.Time);

    /// <summary>Not supported, because the sink is the only output.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to standard error only.");

    /// <summary>Writes the lines that are still waiting.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        sink.Flush();
    }
}
