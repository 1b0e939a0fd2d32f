// SPDX-License-Identifier: Apache-2.0
using System.Text;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>The bytes of a family's text that are the same in every scrape. They are made once, and a scrape copies them.</summary>
internal sealed class FamilyText
{
    private readonly byte[][] _pieces;

    /// <param name="family">The family.</param>
    /// <param name="headerName">Its name in the lines before its samples.</param>
    /// <param name="escapedHelp">Its help as the format has it.</param>
    public FamilyText(RegisteredFamily family, ReadOnlySpan<char> headerName, string escapedHelp)
    {
        var type = family.Type == MetricType.Counter ? "counter" : "gauge";
        Header = Encoding.UTF8.GetBytes($"# HELP {headerName} {escapedHelp}\n# TYPE {headerName} {type}\n");
        var names = family.LabelNames;
        _pieces = new byte[names.Length + 1][];
        for (var i = 0; i < names.Length; i++)
        {
            _pieces[i] = Encoding.UTF8.GetBytes(i == 0 ? $"{family.Name}{{{names[i]}=\"" : $"\",{names[i]}=\"");
        }

        _pieces[^1] = Encoding.UTF8.GetBytes(names.IsEmpty ? $"{family.Name} " : "\"} ");
        Length = _pieces.Sum(static piece => piece.Length);
    }

    /// <summary>The HELP and the TYPE line.</summary>
    public byte[] Header { get; }

    /// <summary>The bytes of all pieces.</summary>
    public int Length { get; }

    /// <summary>What stands before each label value, from the name on, and then before the number.</summary>
    public ReadOnlySpan<byte[]> Pieces => _pieces;
}
