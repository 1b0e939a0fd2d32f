// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// Writes the Prometheus text format 0.0.4, byte for byte as the reference client does
/// (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md): a HELP and a TYPE line for each family, and a
/// line for each sample.
/// </summary>
/// <param name="output">Where the bytes go.</param>
/// <param name="texts">A cache of the registry's families in this format; an entry is filled when the family first has a sample.</param>
internal class TextFormatWriter(IBufferWriter<byte> output, FamilyText?[] texts) : ExpositionWriter(output)
{
    // A UTF-16 character takes at most three bytes of UTF-8; an escaped one takes two.
    private const int MaxBytesPerChar = 3;
    private static readonly SearchValues<char> LabelValueEscapes = SearchValues.Create("\\\n\"");

    private FamilyText _text = null!;

    /// <summary>Bytes that suffice for any number.</summary>
    protected virtual int MaxNumberLength => FloatFormatter.MaxLength;

    protected sealed override void BeginFamily(RegisteredFamily family)
    {
        // Two scrapes may race to fill an entry; both write the same bytes.
        _text = texts[family.Index] ??= TextOf(family);
        Output.Write(_text.Header);
    }

    // One GetSpan covers the whole line, because a GetSpan for each piece takes longer than copying the piece.
    protected sealed override void WriteSample(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value)
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

    /// <summary>Formats the bytes of a family that are the same in every scrape.</summary>
    protected virtual FamilyText TextOf(RegisteredFamily family) => new(family, family.Name, EscapeLine(family.Help));

    /// <summary>Writes a sample's value; returns the bytes written.</summary>
    protected virtual int WriteNumber(double value, Span<byte> destination) => FloatFormatter.Write(value, destination);

    private protected static string EscapeLine(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

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

/// <summary>
/// Writes OpenMetrics text (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md). It differs from the Prometheus
/// format: the header of a counter has no <c>_total</c>, whole numbers end in <c>.0</c>, and <c># EOF</c> ends the response, so that a client
/// notices when it is cut.
/// </summary>
internal sealed class OpenMetricsWriter(IBufferWriter<byte> output, FamilyText?[] texts) : TextFormatWriter(output, texts)
{
    private const string CounterSuffix = "_total";

    protected override int MaxNumberLength => FloatFormatter.MaxLength + ".0".Length;

    protected override FamilyText TextOf(RegisteredFamily family)
    {
        var name = family.Name.AsSpan();
        return new FamilyText(
            family,
            family.Type == MetricType.Counter && name.EndsWith(CounterSuffix) ? name[..^CounterSuffix.Length] : name,
            EscapeLine(family.Help).Replace("\"", "\\\"", StringComparison.Ordinal));
    }

    protected override int WriteNumber(double value, Span<byte> destination)
    {
        var length = base.WriteNumber(value, destination);
        if (double.IsFinite(value) && !destination[..length].ContainsAny(".e"u8))
        {
            ".0"u8.CopyTo(destination[length..]);
            length += ".0".Length;
        }

        return length;
    }

    protected override void End() => Output.Write("# EOF\n"u8);
}

/// <summary>The bytes of a family's text that are the same in every scrape. They are formatted once, and each scrape copies them.</summary>
internal sealed class FamilyText
{
    private readonly byte[][] _pieces;

    /// <param name="family">The family.</param>
    /// <param name="headerName">The name in the HELP and TYPE lines.</param>
    /// <param name="escapedHelp">The help text, escaped as the format requires.</param>
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

    /// <summary>Bytes in all pieces together.</summary>
    public int Length { get; }

    /// <summary>The bytes before each label value, the metric's name included, then the bytes before the number.</summary>
    public ReadOnlySpan<byte[]> Pieces => _pieces;
}
