// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// A logger whose lines carry the parameters of the <c>[LoggerMessage]</c> method as attributes, whether its message names them or not.
/// </summary>
/// <param name="source">The category, written as <c>source</c>.</param>
/// <param name="level">The lowest level that is written.</param>
/// <param name="sink">Where lines go.</param>
internal sealed class ExporterLogger(string source, LogLevel level, LogSink sink) : ILogger
{
    /// <summary>No scopes: the ecosystem's lines are flat.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= level && logLevel != LogLevel.None;

    /// <summary>Writes one line. Never throws: a call that cannot be put into words is replaced by a line that says so.</summary>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var withStack = level <= LogLevel.Debug;
        try
        {
            var attributes = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            sink.Write(new(sink.Now, logLevel, source, formatter(state, exception), attributes, exception, withStack));
        }
        catch (Exception failure)
        {
            sink.Write(new(sink.Now, LogLevel.Error, source, "Log call failed", [], failure, withStack));
        }
    }
}
