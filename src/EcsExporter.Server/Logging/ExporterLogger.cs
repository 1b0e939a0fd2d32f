// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// A logger whose lines carry the parameters of the <c>[LoggerMessage]</c> method as attributes, whether its message names them or not.
/// </summary>
/// <param name="source">The category, written as <c>source</c>.</param>
/// <param name="minimum">The lowest level that is written.</param>
/// <param name="origin">What writes the lines; decides which level they get.</param>
/// <param name="lines">Where lines go.</param>
/// <param name="time">The clock of the lines.</param>
internal sealed class ExporterLogger(string source, LogLevel minimum, LineOrigin origin, RepetitionLimiter lines, TimeProvider time) : ILogger
{
    /// <summary>No scopes: the ecosystem's lines are flat.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && origin.WrittenAs(logLevel, null) >= minimum;

    /// <summary>Writes one line. Never throws: when a call cannot be formatted, a line that says so takes its place.</summary>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var level = origin.WrittenAs(logLevel, exception);
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
}

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

    /// <summary>Not supported: the sink is the only output.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to standard error only.");

    /// <summary>Writes the lines that are still waiting.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        sink.Flush();
    }
}
