// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.WebConfig;

/// <summary>The web configuration file, or a file it names, cannot be used. The message never quotes a secret.</summary>
internal sealed class WebConfigException(string message) : Exception(message)
{
    /// <summary>An error at a line of the file, counted from 1.</summary>
    public static WebConfigException AtLine(long line, string message) => new($"yaml: line {line}: {message}");
}
