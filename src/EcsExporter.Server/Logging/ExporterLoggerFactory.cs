// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Logging;

/// <summary>
/// The process's only logger factory. The framework's own categories are heard from Warning on, so that a scrape does not
/// cost a dozen lines; at level debug they say everything.
/// </summary>
/// <param name="level">The lowest level that is written.</param>
/// <param name="sink">Where lines go.</param>
internal sealed class ExporterLoggerFactory(LogLevel level, LogSink sink) : ILoggerFactory
{
    /// <summary>The <c>source</c> of the exporter's own lines.</summary>
    public const string Source = "ecs_exporter";

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new ExporterLogger(categoryName, LevelOf(categoryName), sink);

    /// <summary>There is one way out for lines, and it is the sink.</summary>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log lines go to standard error only.");

    /// <summary>Leaves no line unwritten that can be written.</summary>
    public void Dispose() => sink.Flush();

    private LogLevel LevelOf(string category) =>
        level > LogLevel.Debug && IsFramework(category)
            ? (LogLevel)Math.Max((int)level, (int)LogLevel.Warning)
            : level;

    private static bool IsFramework(string category) =>
        category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal);
}
