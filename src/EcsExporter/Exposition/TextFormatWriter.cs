// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// The Prometheus text format 0.0.4, byte for byte as the reference client writes it
/// (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md).
/// </summary>
internal sealed class TextFormatWriter(IBufferWriter<byte> output) : TextLinesWriter(output)
{
    private static readonly SearchValues<char> HelpEscapes = SearchValues.Create("\\\n");

    private protected override void BeginFamily(PublishedFamily family) => WriteHeader(family.Name, family, HelpEscapes);

    private protected override void WriteSample(PublishedFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        WriteSeries(family, labelValues);
        Output.Advance(FloatText.Write(value, Output.GetSpan(FloatText.MaxLength)));
        Append("\n"u8);
    }
}
