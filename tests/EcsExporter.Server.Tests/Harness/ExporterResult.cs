// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Tests.Harness;

/// <summary>What an exporter that has ended left behind.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number for one that a signal ended.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">The lines of standard error.</param>
internal sealed record ExporterResult(int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    /// <summary>The log; throws if standard error has anything else.</summary>
    public IReadOnlyList<LogLine> Log => [.. Errors.Select(line => new LogLine(line))];
}
