// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Logging;
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.Commands;

/// <summary>What a command gets from the process it runs in.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Environment">The value of an environment variable, or null.</param>
/// <param name="TimeProvider">The clock.</param>
/// <param name="LoggerFactory">Writes to standard error.</param>
internal sealed record ProcessContext(
    Stream Output, Func<string, string?> Environment, TimeProvider TimeProvider, ILoggerFactory LoggerFactory)
{
    /// <summary>The logger for the exporter's own lines.</summary>
    public ILogger Logger { get; } = LoggerFactory.CreateLogger(ExporterLoggerFactory.Source);

    /// <summary>Writes text to standard output; gives the exit code of a command that did what it was asked.</summary>
    public int Print(string text)
    {
        Output.Write(Encoding.UTF8.GetBytes(text));
        return 0;
    }
}
