// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace EcsExporter.Fuzz;

/// <summary>
/// Compares length-delimited protobuf messages with the samples of the text format. It is written from the wire format and the field numbers of
/// <c>io.prometheus.client.MetricFamily</c>, not from the code under test.
/// </summary>
internal ref struct ProtobufMessages
{
    private const int LengthDelimited = 2;
    private const int Fixed64 = 1;

    private ReadOnlySpan<byte> _rest;

    private ProtobufMessages(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <summary>Fails unless the messages have these samples and no others, in this order.</summary>
    /// <exception cref="FormatException">The samples differ, or the messages are malformed.</exception>
    public static void RequireSame(ReadOnlySpan<byte> bytes, IReadOnlyList<ParsedSample> samples)
    {
        ProtobufMessages messages = new(bytes);
        var next = 0;
        while (!messages._rest.IsEmpty)
        {
            ProtobufMessages family = new(messages.Bytes());
            var name = family.Text(1);
            _ = family.Text(2);
            var type = family.Field(3, 0) ? family.Varint() : throw new FormatException("protobuf: a family without a type");
            while (family.Field(4, LengthDelimited))
            {
                if (next == samples.Count)
                {
                    throw new FormatException($"protobuf: more samples than in text, of {name}");
                }

                RequireSame(new(family.Bytes()), samples[next++], name, type);
            }

            family.RequireEnd();
        }

        if (next != samples.Count)
        {
            throw new FormatException($"protobuf: {next} samples, and {samples.Count} in text");
        }
    }

    private static void RequireSame(ProtobufMessages metric, ParsedSample sample, string family, ulong type)
    {
        var isSame = family == sample.Family && type == (sample.Type == "counter" ? 0UL : 1UL);
        foreach (var (name, value) in sample.Labels)
        {
            isSame &= metric.Field(1, LengthDelimited);
            ProtobufMessages label = new(isSame ? metric.Bytes() : default);
            isSame = isSame && label.Text(1) == name && label.Text(2) == value && label._rest.IsEmpty;
        }

        isSame &= metric.Field(type == 0 ? 3 : 2, LengthDelimited);
        ProtobufMessages number = new(isSame ? metric.Bytes() : default);
        isSame = isSame && number.Field(1, Fixed64) && number._rest.Length == sizeof(double);
        if (!isSame || !BinaryPrimitives.ReadDoubleLittleEndian(number._rest).Equals(sample.Value))
        {
            throw new FormatException($"protobuf: the sample of {family} differs from text's {sample}");
        }

        metric.RequireEnd();
    }

    /// <summary>Whether the next field has this number and type; if so, moves to its value.</summary>
    private bool Field(int number, int wireType)
    {
        if (_rest.IsEmpty || _rest[0] != ((number << 3) | wireType))
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    private string Text(int number) => Field(number, LengthDelimited)
        ? Encoding.UTF8.GetString(Bytes())
        : throw new FormatException($"protobuf: no field {number}");

    private ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        if (length > (ulong)_rest.Length)
        {
            throw new FormatException("protobuf: a length beyond the end");
        }

        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                break;
            }

            var next = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("protobuf: a number without an end");
    }

    private readonly void RequireEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw new FormatException("protobuf: a field that is unknown, or out of order");
        }
    }
}
