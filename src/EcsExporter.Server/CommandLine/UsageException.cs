// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.CommandLine;

/// <summary>The command line or an environment variable says something that cannot be done.</summary>
/// <param name="message">What is wrong, naming the flag; continues <c>error: </c>, without a full stop.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The line for standard error: one line, whatever was typed.</summary>
    public string ToLine()
    {
        var line = Message.Any(char.IsControl) ? new StringBuilder().AppendEscaped(Message).ToString() : Message;
        return $"ecs_exporter: error: {line}, try --help";
    }
}
