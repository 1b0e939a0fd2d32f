// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// OpenMetrics text
/// (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md): a counter family is named without
/// <c>_total</c>, its samples with it; floats always look like floats; the end is marked, so that a cut answer is noticed.
/// </summary>
internal sealed class OpenMetricsWriter(IBufferWriter<byte> output) : TextLinesWriter(output)
{
    private const string CounterSuffix = "_total";
    private static readonly SearchValues<char> HelpEscapes = SearchValues.Create("\\\n\"");

    private protected override void BeginFamily(PublishedFamily family)
    {
        var name = family.Name.AsSpan();
        WriteHeader(family.Type == MetricType.Counter && name.EndsWith(CounterSuffix) ? name[..^CounterSuffix.Length] : name, family, HelpEscapes);
    }

    private protected override void WriteSample(PublishedFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        WriteSeries(family, labelValues);
        var span = Output.GetSpan(FloatText.MaxLength + ".0".Length);
        var length = FloatText.Write(value, span);
        if (double.IsFinite(value) && !span[..length].ContainsAny(".e"u8))
        {
            ".0"u8.CopyTo(span[length..]);
            length += ".0".Length;
        }

        Output.Advance(length);
        Append("\n"u8);
    }

    private protected override void End() => Append("# EOF\n"u8);
}
