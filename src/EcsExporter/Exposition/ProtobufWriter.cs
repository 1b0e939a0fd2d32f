// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EcsExporter.Metrics;

namespace EcsExporter.Exposition;

/// <summary>
/// Writes <c>io.prometheus.client.MetricFamily</c> messages, each preceded by its length
/// (https://github.com/prometheus/client_model/blob/master/io/prometheus/client/metrics.proto). Fields are written in the order of their
/// numbers, as the reference client does.
/// </summary>
internal sealed class ProtobufWriter(IBufferWriter<byte> output) : ExpositionWriter(output)
{
    // Tags: field number << 3, plus 0 for a varint, 1 for eight bytes, 2 for a length and its bytes.
    private const byte FamilyName = (1 << 3) | 2;
    private const byte FamilyHelp = (2 << 3) | 2;
    private const byte FamilyType = (3 << 3) | 0;
    private const byte FamilyMetric = (4 << 3) | 2;
    private const byte MetricLabel = (1 << 3) | 2;
    private const byte MetricGauge = (2 << 3) | 2;
    private const byte MetricCounter = (3 << 3) | 2;
    private const byte LabelName = (1 << 3) | 2;
    private const byte LabelValue = (2 << 3) | 2;
    private const byte ValueNumber = (1 << 3) | 1;

    private const byte TypeCounter = 0;
    private const byte TypeGauge = 1;

    /// <summary>Bytes of a message that holds one double: a tag and eight bytes.</summary>
    private const int ValueLength = 1 + sizeof(double);

    // The length precedes the message, so each family is written to this buffer first.
    private readonly ArrayBufferWriter<byte> _family = new();

    protected override void BeginFamily(RegisteredFamily family)
    {
        _family.ResetWrittenCount();
        WriteText(FamilyName, family.Name);
        WriteText(FamilyHelp, family.Help);
        _family.Write([FamilyType, family.Type == MetricType.Counter ? TypeCounter : TypeGauge]);
    }

    protected override void WriteSample(RegisteredFamily family, ReadOnlySpan<string> labelValues, double value)
    {
        var length = 1 + 1 + ValueLength;
        for (var i = 0; i < labelValues.Length; i++)
        {
            var label = LabelLength(family.LabelNames[i], labelValues[i]);
            length += 1 + VarintLength(label) + label;
        }

        WriteLength(_family, FamilyMetric, length);
        for (var i = 0; i < labelValues.Length; i++)
        {
            WriteLength(_family, MetricLabel, LabelLength(family.LabelNames[i], labelValues[i]));
            WriteText(LabelName, family.LabelNames[i]);
            WriteText(LabelValue, labelValues[i]);
        }

        WriteLength(_family, family.Type == MetricType.Counter ? MetricCounter : MetricGauge, ValueLength);
        var span = _family.GetSpan(ValueLength);
        span[0] = ValueNumber;
        BinaryPrimitives.WriteDoubleLittleEndian(span[1..], value);
        _family.Advance(ValueLength);
    }

    protected override void EndFamily(RegisteredFamily family)
    {
        WriteVarint(Output, _family.WrittenCount);
        Output.Write(_family.WrittenSpan);
    }

    private static int LabelLength(string name, string value) => TextLength(name) + TextLength(value);

    private static int TextLength(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        return 1 + VarintLength(bytes) + bytes;
    }

    private static int VarintLength(int value)
    {
        var length = 1;
        while ((value >>= 7) > 0)
        {
            length++;
        }

        return length;
    }

    private void WriteText(byte tag, string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        WriteLength(_family, tag, bytes);
        _family.Advance(Encoding.UTF8.GetBytes(text, _family.GetSpan(bytes)));
    }

    private static void WriteLength(IBufferWriter<byte> buffer, byte tag, int length)
    {
        buffer.Write([tag]);
        WriteVarint(buffer, length);
    }

    private static void WriteVarint(IBufferWriter<byte> buffer, int value)
    {
        var span = buffer.GetSpan(5);
        var length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }
}
