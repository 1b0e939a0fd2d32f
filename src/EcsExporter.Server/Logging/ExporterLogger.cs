// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// A logger whose lines carry the parameters of the <c>[LoggerMessage]</c> method as attributes, whether its message names them or not.
/// </summary>
internal sealed class ExporterLogger(string source, LogLevel minimum, RepetitionLimiter lines, TimeProvider time) : ILogger
{
    private readonly bool _isFramework =
        source.StartsWith("Microsoft.", StringComparison.Ordinal) || source.StartsWith("System.", StringComparison.Ordinal);

    // Kestrel writes about connections, and what their clients do on them, under names below its own, like ….Kestrel.Http2.
    private readonly bool _isConnection = source.StartsWith("Microsoft.AspNetCore.Server.Kestrel.", StringComparison.Ordinal);

    /// <summary>No scopes: the ecosystem's lines are flat.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && WrittenAs(logLevel, null) >= minimum;

    /// <summary>Writes one line. Never throws: when a call cannot be formatted, a line that says so takes its place.</summary>
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
    /// The level at which a line is written; lines that a client can cause are written at debug only. Lines about connections are always
    /// Debug: Kestrel logs Critical when a client resets many streams. The framework's other warnings are about clients or a busy machine, and
    /// so are its errors when a connection broke. Any other error of the framework is a bug or a listener that stopped accepting, and keeps
    /// its level.
    /// </summary>
    private LogLevel WrittenAs(LogLevel level, Exception? error)
    {
        var keepsLevel = !_isFramework || (!_isConnection && level >= LogLevel.Error && error is not (IOException or OperationCanceledException));
        return keepsLevel || level < LogLevel.Debug ? level : LogLevel.Debug;
    }
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
