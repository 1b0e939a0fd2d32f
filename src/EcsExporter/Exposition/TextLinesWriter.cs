// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>What the two text formats have in common: a HELP and a TYPE line for each family, and a line for each sample.</summary>
internal abstract class TextLinesWriter(IBufferWriter<byte> output) : ExpositionWriter(output)
{
    private static readonly SearchValues<char> LabelValueEscapes = SearchValues.Create("\\\n\"");

    /// <summary>Writes the two lines before a family's samples.</summary>
    protected void WriteHeader(ReadOnlySpan<char> name, PublishedFamily family, SearchValues<char> helpEscapes)
    {
        Append("# HELP "u8);
        Append(name);
        Append(" "u8);
        AppendEscaped(family.Help, helpEscapes);
        Append("\n# TYPE "u8);
        Append(name);
        Append(family.Type == MetricType.Counter ? " counter\n"u8 : " gauge\n"u8);
    }

    /// <summary>Writes a sample's name and labels, and the space before its value.</summary>
    protected void WriteSeries(PublishedFamily family, ReadOnlySpan<string> labelValues)
    {
        Append(family.Name);
        for (var i = 0; i < labelValues.Length; i++)
        {
            Append(i == 0 ? "{"u8 : ","u8);
            Append(family.LabelNames[i]);
            Append("=\""u8);
            AppendEscaped(labelValues[i], LabelValueEscapes);
            Append("\""u8);
        }

        Append(labelValues.IsEmpty ? " "u8 : "} "u8);
    }
}
