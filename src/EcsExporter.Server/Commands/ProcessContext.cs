// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>
/// Holds standard output, environment, clock and log for a command. Opening standard output fails when the process was started with it closed.
/// </summary>
internal sealed partial class ProcessContext(
    Func<Stream> openOutput, Func<string, string?> environment, TimeProvider timeProvider, ILoggerFactory loggerFactory)
{
    /// <summary>Returns the value of an environment variable, or null.</summary>
    public Func<string, string?> Environment { get; } = environment;

    public TimeProvider TimeProvider { get; } = timeProvider;

    public ILoggerFactory LoggerFactory { get; } = loggerFactory;

    /// <summary>The logger for the exporter's own lines.</summary>
    public ILogger Logger { get; } = loggerFactory.CreateLogger(ExporterLoggerFactory.Source);

    /// <summary>Returns the same context with another environment.</summary>
    public ProcessContext With(Func<string, string?> other) => new(openOutput, other, TimeProvider, LoggerFactory);

    /// <inheritdoc cref="Print(ReadOnlySpan{byte})"/>
    public int Print(string text) => Print(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text to standard output. Returns the exit code: 0, or 1 when the text cannot be written.</summary>
    public int Print(ReadOnlySpan<byte> utf8Text)
    {
        try
        {
            using var output = openOutput();
            output.Write(utf8Text);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Standard output is full or was closed at startup. In the second case, its descriptor belongs to a file of the runtime that is not
            // writable.
            LogCannotPrint(Logger, error.GetBaseException().Message);
            return 1;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot write to standard output")]
    private static partial void LogCannotPrint(ILogger logger, string err);
}
