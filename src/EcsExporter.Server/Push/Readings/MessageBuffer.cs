// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Buffers.Binary;

namespace EcsExporter.Server.Push.Readings;

/// <summary>
/// Writes protobuf fields into a growing buffer (https://protobuf.dev/programming-guides/encoding/). It keeps its memory for the next message, unless
/// it has grown unusually large.
/// </summary>
internal sealed class MessageBuffer : IBufferWriter<byte>
{
    /// <summary>The size of a request with 2,000 samples. A larger buffer is released when it is cleared.</summary>
    private const int MaxKeptBytes = 512 * 1024;

    private const int FirstBytes = 4 * 1024;
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Bytes = 2;

    private byte[] _bytes = [];

    /// <summary>The bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>The bytes written so far, as a span.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Returns the length of a varint in bytes.</summary>
    public static int VarintLength(ulong value)
    {
        var length = 1;
        while ((value >>= 7) > 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>Discards the bytes written so far.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = [];
        }
    }

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    /// <summary>Appends bytes unchanged.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends one byte.</summary>
    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    /// <summary>Returns the bytes from <paramref name="position"/> on, to be changed.</summary>
    public Span<byte> Slice(int position) => _bytes.AsSpan(position, Length - position);

    /// <summary>Appends a varint.</summary>
    public void AppendVarint(ulong value)
    {
        var span = GetSpan(10);
        var length = 0;
        for (; value > 0x7F; value >>= 7)
        {
            span[length++] = (byte)(value | 0x80);
        }

        span[length++] = (byte)value;
        Length += length;
    }

    /// <summary>Appends a varint field.</summary>
    public void AppendVarintField(int field, ulong value)
    {
        Append((byte)((field << 3) | Varint));
        AppendVarint(value);
    }

    /// <summary>Appends a field of eight bytes: <c>fixed64</c>, or the bits of a <c>double</c>.</summary>
    public void AppendEightBytesField(int field, ulong bits)
    {
        Append((byte)((field << 3) | EightBytes));
        BinaryPrimitives.WriteUInt64LittleEndian(GetSpan(sizeof(ulong)), bits);
        Length += sizeof(ulong);
    }

    /// <summary>Appends the tag and the length of a string or message field.</summary>
    public void AppendFieldHeader(int field, int length)
    {
        Append((byte)((field << 3) | Bytes));
        AppendVarint((ulong)length);
    }

    /// <summary>Appends a string or message field.</summary>
    public void AppendField(int field, ReadOnlySpan<byte> content)
    {
        AppendFieldHeader(field, content.Length);
        Append(content);
    }

    /// <summary>Returns the length in bytes of a string or message field. The field number must be below 16.</summary>
    public static int FieldLength(int contentLength) => 1 + VarintLength((ulong)contentLength) + contentLength;

    private void Reserve(int count)
    {
        var needed = Length + Math.Max(count, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, Math.Max(2 * _bytes.Length, FirstBytes)));
        }
    }
}
