// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>What the two text formats have in common: a HELP and a TYPE line for each family, and a line for each sample.</summary>
/// <param name="output">Where the bytes go.</param>
/// <param name="texts">The format's texts of the families written so far, kept from scrape to scrape.</param>
internal abstract class TextLinesWriter(IBufferWriter<byte> output, ConditionalWeakTable<PublishedFamily, FamilyText> texts) : ExpositionWriter(output)
{
    // A character is at most three bytes of UTF-8, and one that is escaped becomes two.
    private const int MaxBytesPerChar = 3;
    private static readonly SearchValues<char> LabelValueEscapes = SearchValues.Create("\\\n\"");

    private FamilyText _text = null!;

    private protected sealed override void BeginFamily(PublishedFamily family)
    {
        if (!texts.TryGetValue(family, out _text!))
        {
            _text = texts.GetValue(family, TextOf);
        }

        Append(_text.Header.Span);
    }

    /// <summary>Puts a family's text together.</summary>
    private protected abstract FamilyText TextOf(PublishedFamily family);

    // Room for the whole line is asked for once: asking piece by piece takes longer than writing them.
    private protected sealed override void WriteSample(PublishedFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        var size = _text.Length + MaxNumberLength + 1;
        foreach (var labelValue in labelValues)
        {
            size += MaxBytesPerChar * labelValue.Length;
        }

        var line = Output.GetSpan(size);
        var pieces = _text.Pieces;
        var length = 0;
        for (var i = 0; i < labelValues.Length; i++)
        {
            pieces[i].CopyTo(line[length..]);
            length += pieces[i].Length;
            length += WriteEscaped(labelValues[i], line[length..]);
        }

        pieces[^1].CopyTo(line[length..]);
        length += pieces[^1].Length;
        length += WriteNumber(value, line[length..]);
        line[length++] = (byte)'\n';
        Output.Advance(length);
    }

    /// <summary>Bytes that any number fits in.</summary>
    private protected virtual int MaxNumberLength => FloatText.MaxLength;

    /// <summary>Writes a sample's value; returns the bytes written.</summary>
    private protected virtual int WriteNumber(double value, Span<byte> destination) => FloatText.Write(value, destination);

    private static int WriteEscaped(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var length = 0;
        for (int at; (at = text.IndexOfAny(LabelValueEscapes)) >= 0; text = text[(at + 1)..])
        {
            length += Encoding.UTF8.GetBytes(text[..at], destination[length..]);
            destination[length++] = (byte)'\\';
            destination[length++] = text[at] == '\n' ? (byte)'n' : (byte)text[at];
        }

        return length + Encoding.UTF8.GetBytes(text, destination[length..]);
    }
}
