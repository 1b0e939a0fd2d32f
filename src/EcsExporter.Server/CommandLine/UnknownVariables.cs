// SPDX-License-Identifier: Apache-2.0
using Microsoft.Extensions.Logging;

namespace EcsExporter.Server.CommandLine;

/// <summary>Reports environment variables that look like the exporter's own but set nothing, so that a typing mistake is noticed.</summary>
internal static partial class UnknownVariables
{
    /// <summary>
    /// Logs each of <paramref name="names"/> that begins with <c>ECS_EXPORTER_</c> and that no option reads. It does not read the values.
    /// </summary>
    public static void Warn(ExporterOptions options, IEnumerable<string> names, ILogger logger)
    {
        var known = options.Variables.ToHashSet(StringComparer.Ordinal);
        var unknown = names.Where(name => name.StartsWith("ECS_EXPORTER_", StringComparison.Ordinal) && !known.Contains(name));
        foreach (var name in unknown.Order(StringComparer.Ordinal))
        {
            if (Suggestion.For(name, known) is { } suggestion)
            {
                LogMisspelt(logger, name, suggestion);
            }
            else
            {
                LogUnknown(logger, name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown environment variable, probably misspelled")]
    private static partial void LogMisspelt(ILogger logger, string variable, string suggestion);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown environment variable")]
    private static partial void LogUnknown(ILogger logger, string variable);
}
