// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// A logger whose lines carry the parameters of the <c>[LoggerMessage]</c> method as attributes, whether its message names them or not.
/// </summary>
/// <param name="source">The category, written as <c>source</c>.</param>
/// <param name="minimum">The lowest level that is written.</param>
/// <param name="origin">Who writes the lines, which decides about their level.</param>
/// <param name="lines">Where lines go.</param>
/// <param name="time">Stamps the lines.</param>
internal sealed class ExporterLogger(string source, LogLevel minimum, LineOrigin origin, RepetitionLimiter lines, TimeProvider time) : ILogger
{
    /// <summary>No scopes: the ecosystem's lines are flat.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && origin.WrittenAs(logLevel, null) >= minimum;

    /// <summary>Writes one line. Never throws: a call that cannot be put into words is replaced by a line that says so.</summary>
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
