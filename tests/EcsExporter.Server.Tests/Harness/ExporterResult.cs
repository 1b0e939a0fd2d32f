// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>The exit code and output of an exporter that has ended.</summary>
/// <param name="ExitCode">The exit code; 128 plus the signal's number when a signal ended the exporter.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">The lines of standard error.</param>
internal sealed record ExporterResult(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>The lines of the log; throws if standard error contains a line that is not a log line.</summary>
    public IReadOnlyList<LogLine> Log => [.. Errors.Select(line => new LogLine(line))];
}
