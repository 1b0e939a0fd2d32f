// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.Server.Push.Protocols;

/// <summary>
/// Reads the fields of a protobuf message. A malformed message ends at the error. A string or message that is cut off ends at the cut, because only
/// the beginning of a long answer is read.
/// </summary>
internal ref struct FieldReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the current field.</summary>
    public int Number { get; private set; }

    /// <summary>The value of the current field if it is a varint; otherwise 0.</summary>
    public ulong Varint { get; private set; }

    /// <summary>The content of the current field if it is a string or a message; otherwise empty.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Moves to the next field. Returns false at the end.</summary>
    public bool MoveNext()
    {
        Varint = 0;
        Content = default;
        if (!TryTakeVarint(out var tag) || tag >> 3 > int.MaxValue)
        {
            return false;
        }

        Number = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                var isWhole = TryTakeVarint(out var varint);
                Varint = varint;
                return isWhole;
            case 1:
                return TrySkip(sizeof(ulong));
            case 2:
                if (!TryTakeVarint(out var length))
                {
                    return false;
                }

                var taken = (int)Math.Min(length, (ulong)_rest.Length);
                Content = _rest[..taken];
                _rest = _rest[taken..];
                return true;
            case 5:
                return TrySkip(sizeof(uint));
            default:
                return false;
        }
    }

    private bool TryTakeVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < _rest.Length && i < 10; i++)
        {
            value |= (ulong)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private bool TrySkip(int length)
    {
        if (length > _rest.Length)
        {
            return false;
        }

        _rest = _rest[length..];
        return true;
    }
}
