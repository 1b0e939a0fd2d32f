// SPDX-License-Identifier: Apache-2.0
namespace EcsExporter.TaskMetadata.Reading;

/// <summary>
/// Buffers the bytes of one document. Documents have about the same size each time, so the memory is kept for the next reading: the garbage collector
/// frees arrays of this size late. Not for concurrent use.
/// </summary>
/// <param name="maxBytes">The most bytes that are read.</param>
/// <param name="maxKeptBytes">The most bytes that are kept. After a larger answer, the buffer is left to the garbage collector.</param>
internal sealed class BodyBuffer(int maxBytes, int maxKeptBytes)
{
    /// <summary>Bytes kept for a document of one task: enough for dozens of containers.</summary>
    public const int KeptOfTask = 256 * 1024;

    /// <summary>Bytes kept for a document of a host: enough for 200 tasks of three containers.</summary>
    public const int KeptOfHost = 2 * 1024 * 1024;

    private const int FirstBytes = 32 * 1024;

    private byte[] _bytes = [];

    /// <summary>The most bytes that are read.</summary>
    public int MaxBytes => maxBytes;

    /// <summary>Reads to the end. Returns the bytes, valid until the next call; null when there are more than <see cref="MaxBytes"/>.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> FillAsync(Stream content, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            if (length == _bytes.Length)
            {
                Grow();
            }

            var read = await content.ReadAsync(_bytes.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return _bytes.AsMemory(0, length);
            }

            length += read;
            if (length > maxBytes)
            {
                return null;
            }
        }
    }

    /// <summary>Ends the use of the bytes; frees a buffer that is larger than the bytes to keep.</summary>
    public void Release()
    {
        if (_bytes.Length > maxKeptBytes)
        {
            _bytes = [];
        }
    }

    private void Grow()
    {
        // The largest buffer has one byte more than the maximum, so that a read into it detects a body that is too large.
        var size = _bytes.Length < maxBytes / 2 ? Math.Max(FirstBytes, 2 * _bytes.Length) : maxBytes + 1;
        var larger = GC.AllocateUninitializedArray<byte>(size);
        _bytes.CopyTo(larger, 0);
        _bytes = larger;
    }
}
