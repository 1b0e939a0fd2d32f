// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// The Prometheus text format 0.0.4, byte for byte as the reference client writes it
/// (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md).
/// </summary>
public sealed class TextFormat : ExpositionFormat
{
    /// <inheritdoc/>
    public override string ContentType => "text/plain; version=0.0.4; charset=utf-8";

    /// <inheritdoc/>
    protected internal override void BeginFamily(IBufferWriter<byte> output, PublishedFamily family)
    {
        Append(output, "# HELP "u8);
        Append(output, family.Name);
        Append(output, " "u8);
        AppendEscaped(output, family.Help, HelpEscapes);
        Append(output, "\n# TYPE "u8);
        Append(output, family.Name);
        Append(output, family.Type == MetricType.Counter ? " counter\n"u8 : " gauge\n"u8);
    }

    /// <inheritdoc/>
    protected internal override void WriteSample(
        IBufferWriter<byte> output, PublishedFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        Append(output, family.Name);
        for (var i = 0; i < labelValues.Length; i++)
        {
            Append(output, i == 0 ? "{"u8 : ","u8);
            Append(output, family.LabelNames[i]);
            Append(output, "=\""u8);
            AppendEscaped(output, labelValues[i], LabelValueEscapes);
            Append(output, "\""u8);
        }

        Append(output, labelValues.IsEmpty ? " "u8 : "} "u8);
        output.Advance(FloatText.Write(value, output.GetSpan(FloatText.MaxLength)));
        Append(output, "\n"u8);
    }
}
