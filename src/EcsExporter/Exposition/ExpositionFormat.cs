// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// One way to write metric families as bytes. A format is told of each family that has samples, of its samples, and of
/// the end; it keeps no state of its own, so one instance serves every scrape.
/// </summary>
public abstract class ExpositionFormat
{
    /// <summary>Characters that help texts escape.</summary>
    private protected static readonly SearchValues<char> HelpEscapes = SearchValues.Create("\\\n");

    /// <summary>Characters that label values escape.</summary>
    private protected static readonly SearchValues<char> LabelValueEscapes = SearchValues.Create("\\\n\"");

    /// <summary>The response's <c>Content-Type</c>.</summary>
    public abstract string ContentType { get; }

    /// <summary>Writes what stands before a family's first sample.</summary>
    protected internal abstract void BeginFamily(IBufferWriter<byte> output, PublishedFamily family);

    /// <summary>
    /// Writes one sample; <paramref name="labelValues"/> has one value for each of the family's label names, in their order.
    /// </summary>
    protected internal abstract void WriteSample(
        IBufferWriter<byte> output, PublishedFamily family, ReadOnlySpan<string> labelValues, double value);

    /// <summary>Appends bytes as they are.</summary>
    private protected static void Append(IBufferWriter<byte> output, ReadOnlySpan<byte> text) => output.Write(text);

    /// <summary>Appends text as UTF-8.</summary>
    private protected static void Append(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    /// <summary>Appends text as UTF-8 with a backslash before each of <paramref name="escapes"/>, and <c>\n</c> for a line feed.</summary>
    private protected static void AppendEscaped(IBufferWriter<byte> output, ReadOnlySpan<char> text, SearchValues<char> escapes)
    {
        for (int at; (at = text.IndexOfAny(escapes)) >= 0; text = text[(at + 1)..])
        {
            Append(output, text[..at]);
            Append(output, text[at] switch { '\n' => "\\n"u8, '"' => "\\\""u8, _ => "\\\\"u8 });
        }

        Append(output, text);
    }
}
