// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Server.Text;

namespace EcsExporter.Server.CommandLine;

/// <summary>The command line or an environment variable says something that cannot be done.</summary>
internal sealed class UsageException : Exception
{
    /// <param name="message">What is wrong, naming the flag; continues <c>error: </c>, without a full stop.</param>
    public UsageException(string message)
        : base(message)
    {
    }

    /// <summary>The line for standard error: one line, whatever was typed.</summary>
    public string ToLine()
    {
        var message = Message.Any(char.IsControl) ? new StringBuilder().AppendEscaped(Message).ToString() : Message;
        return $"ecs_exporter: error: {message}, try --help";
    }
}
