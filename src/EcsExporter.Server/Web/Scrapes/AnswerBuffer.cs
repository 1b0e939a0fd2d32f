// SPDX-License-Identifier: Apache-2.0
using System.Buffers;

namespace EcsExporter.Server.Web.Scrapes;

/// <summary>Buffers an answer up to a limit. A description of a task in a few hundred kilobytes could produce gigabytes of metrics.</summary>
internal sealed class AnswerBuffer(int maxBytes) : IBufferWriter<byte>
{
    private const int FirstBytes = 32 * 1024;

    /// <summary>The largest memory that is kept for the next answer, so that one enormous answer does not cost its memory forever.</summary>
    private const int MaxKeptBytes = 256 * 1024;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>The bytes written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>The allocated memory, in bytes.</summary>
    public int HeldBytes => _bytes.Length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Reserve(sizeHint).AsMemory(_length);

    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(sizeHint).AsSpan(_length);

    /// <summary>Discards the bytes written so far.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = [];
        }
    }

    /// <exception cref="AnswerTooLargeException">The answer would be larger than allowed.</exception>
    private byte[] Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (_bytes.Length - _length < needed)
        {
            if (maxBytes - _length < needed)
            {
                throw new AnswerTooLargeException(maxBytes);
            }

            Array.Resize(ref _bytes, (int)Math.Min(maxBytes, Math.Max(_length + needed, Math.Max(FirstBytes, 2L * _bytes.Length))));
        }

        return _bytes;
    }
}
