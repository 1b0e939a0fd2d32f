// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace EcsExporter.Server.Tests.Logging;

/// <summary>Parses a logfmt line strictly: a wrong quote or escape throws.</summary>
internal static class LogfmtReader
{
    public static Dictionary<string, string> Read(string line)
    {
        var fields = new Dictionary<string, string>();
        for (var position = 0; position < line.Length; position++)
        {
            var equals = line.IndexOf('=', position);
            var key = line[position..equals];
            position = equals + 1;
            fields.Add(key, position < line.Length && line[position] == '"' ? Quoted(line, ref position) : Bare(line, ref position));
            Assert.True(position == line.Length || line[position] == ' ');
        }

        return fields;
    }

    private static string Bare(string line, ref int position)
    {
        var start = position;
        while (position < line.Length && line[position] != ' ')
        {
            Assert.DoesNotContain(line[position], "\"=");
            position++;
        }

        Assert.NotEqual(start, position);
        return line[start..position];
    }

    private static string Quoted(string line, ref int position)
    {
        var text = new StringBuilder();
        for (position++; line[position] != '"'; position++)
        {
            Assert.False(char.IsControl(line[position]));
            text.Append(line[position] == '\\' ? Escape(line, ref position) : line[position].ToString());
        }

        position++;
        return text.ToString();
    }

    private static string Escape(string line, ref int position) => line[++position] switch
    {
        'a' => "\a",
        'b' => "\b",
        'f' => "\f",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        'v' => "\v",
        'x' => Hex(line, ref position, 2),
        'u' => Hex(line, ref position, 4),
        'U' => Hex(line, ref position, 8),
        '"' => "\"",
        '\\' => "\\",
        var other => throw new FormatException($"no such escape: \\{other}"),
    };

    private static string Hex(string line, ref int position, int digits)
    {
        var value = int.Parse(line.AsSpan(position + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        position += digits;
        return char.ConvertFromUtf32(value);
    }
}
