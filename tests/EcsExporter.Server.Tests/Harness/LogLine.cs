// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using EcsExporter.Server.Tests.Logging;

namespace EcsExporter.Server.Tests.Harness;

/// <summary>Parses a line of the exporter's log, in logfmt or JSON; throws for any other line.</summary>
internal sealed class LogLine(string line)
{
    private readonly Dictionary<string, string> _fields = Read(line);

    public string Level => _fields["level"];

    public string Message => _fields["msg"];

    /// <summary>The attribute's value, or null.</summary>
    public string? this[string attribute] => _fields.GetValueOrDefault(attribute);

    public override string ToString() => line;

    private static Dictionary<string, string> Read(string line)
    {
        try
        {
            return line.StartsWith('{')
                ? JsonDocument.Parse(line).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString())
                : LogfmtReader.Read(line);
        }
        catch (Exception error)
        {
            throw new FormatException($"not a log line: {line}", error);
        }
    }
}
