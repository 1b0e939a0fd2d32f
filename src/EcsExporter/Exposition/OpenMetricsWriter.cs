// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Runtime.CompilerServices;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// OpenMetrics text
/// (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md): a counter family is named without
/// <c>_total</c>, its samples with it; floats always look like floats; the end is marked, so that a cut answer is noticed.
/// </summary>
internal sealed class OpenMetricsWriter(IBufferWriter<byte> output) : TextLinesWriter(output, Texts)
{
    private const string CounterSuffix = "_total";
    private static readonly ConditionalWeakTable<PublishedFamily, FamilyText> Texts = [];

    private protected override int MaxNumberLength => FloatText.MaxLength + ".0".Length;

    private protected override FamilyText TextOf(PublishedFamily family)
    {
        var name = family.Name.AsSpan();
        return new FamilyText(
            family,
            family.Type == MetricType.Counter && name.EndsWith(CounterSuffix) ? name[..^CounterSuffix.Length] : name,
            family.Help.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal));
    }

    private protected override int WriteNumber(double value, Span<byte> destination)
    {
        var length = FloatText.Write(value, destination);
        if (double.IsFinite(value) && !destination[..length].ContainsAny(".e"u8))
        {
            ".0"u8.CopyTo(destination[length..]);
            length += ".0".Length;
        }

        return length;
    }

    private protected override void End() => Append("# EOF\n"u8);
}
